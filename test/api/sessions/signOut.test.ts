import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../../support/service.js';
import { auditOf, createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const api = useService();
let other: TestService;
beforeAll(async () => {
  other = await startTestService({ beside: api() });
});
afterAll(async () => {
  await other.stop();
});

const signOut = (token: string) => api().request(token).post('/v1/auth/sign-out');

describe('204', () => {
  it('rule 2.9: ends the session, on every instance at once, and leaves the other sessions', async () => {
    const user = await createUser(api, 'leaving');
    const [first, second] = [await signIn(api, user), await signIn(api, user)];
    // Remembered there: the next answer must still be no.
    await other.request(first.accessToken).get('/userinfo').expect(200);
    await signOut(first.accessToken).expect(204);
    expectProblem(await other.request(first.accessToken).get('/userinfo'), 'session-ended');
    expectProblem(await api().request(first.accessToken).get('/userinfo'), 'session-ended');
    const { refreshToken } = first;
    expectProblem(await other.request(null).post('/v1/auth/refresh').send({ refreshToken }), 'session-ended');
    await other.request(second.accessToken).get('/userinfo').expect(200);
  });

  it('rule 12.2: is found in the audit log from the session and from the user', async () => {
    const user = await createUser(api, 'noted');
    const { accessToken, session } = await signIn(api, user);
    await signOut(accessToken).expect(204);
    const [ended, started] = await auditOf(api, session.id);
    expect(started).toMatchObject({ action: 'session.started', actor: { kind: 'user', id: user.id } });
    expect(ended).toMatchObject({
      action: 'session.ended',
      actor: { kind: 'user', id: user.id, name: 'noted' },
      after: { reason: 'signed-out' },
    });
    expect((await auditOf(api, user.id)).map(({ action }) => action)).toEqual([
      'session.ended',
      'session.started',
      'user.created',
    ]);
  });

  it('rule 2.3: deactivation ends every session at once, on every instance', async () => {
    const user = await createUser(api, 'suspended');
    const tokens = [(await signIn(api, user)).accessToken, (await signIn(api, user)).accessToken];
    for (const token of tokens) await other.request(token).get('/userinfo').expect(200);
    await api().request().patch('/v1/users/suspended').send({ active: false }).expect(200);
    for (const token of tokens) expectProblem(await other.request(token).get('/userinfo'), 'session-ended');
    await api().request().patch('/v1/users/suspended').send({ active: true }).expect(200);
    for (const token of tokens) expectProblem(await other.request(token).get('/userinfo'), 'session-ended');
  });

  it('rule 2.14: deletion leaves no token good, on any instance', async () => {
    const user = await createUser(api, 'deleted');
    const { accessToken } = await signIn(api, user);
    await other.request(accessToken).get('/userinfo').expect(200);
    await api().request().delete('/v1/users/deleted').expect(204);
    expectProblem(await other.request(accessToken).get('/userinfo'), 'unauthenticated');
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/auth/sign-out'), ['me']);

describe('401 for somebody who has left', () => {
  it('refuses to end a session twice', async () => {
    const { accessToken } = await signIn(api, await createUser(api, 'twice'));
    await signOut(accessToken).expect(204);
    expectProblem(await signOut(accessToken), 'session-ended');
  });
});

describe('403 for a program', () => {
  it('has no session to end, whatever its scopes are', async () => {
    expectProblem(await api().request().post('/v1/auth/sign-out'), 'not-signed-in');
  });

  it('rule 12.1: a user may ask for nothing but what concerns themselves', async () => {
    const { accessToken } = await signIn(api, await createUser(api, 'modest'));
    for (const path of [
      '/v1/users',
      '/v1/users/modest',
      '/v1/groups',
      '/v1/zones',
      '/v1/audit',
      '/v1/api-keys',
    ]) {
      expectProblem(await api().request(accessToken).get(path), 'insufficient-scope');
    }
    expectProblem(
      await api().request(accessToken).get('/v1/effective-rights?subject=modest'),
      'insufficient-scope',
    );
  });
});
