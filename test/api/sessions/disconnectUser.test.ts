import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../../support/service.js';
import { createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const api = useService();
let other: TestService;
beforeAll(async () => {
  other = await startTestService({ beside: api() });
});
afterAll(async () => {
  await other.stop();
});

describe('200', () => {
  it('rule 2.9: ends every session of the user, on every instance at once, and of nobody else', async () => {
    const [user, bystander] = [
      await createUser(api, 'anna'),
      await signIn(api, await createUser(api, 'bert')),
    ];
    const tokens = [await signIn(api, user), await signIn(api, user)].map(({ accessToken }) => accessToken);
    for (const token of tokens) await other.request(token).get('/userinfo').expect(200);
    const { body } = await api().request().post('/v1/users/anna/disconnect').expect(200);
    expect(body).toEqual({ ended: 2 });
    for (const token of tokens) expectProblem(await other.request(token).get('/userinfo'), 'session-ended');
    await other.request(bystander.accessToken).get('/userinfo').expect(200);
    expect((await api().request().post('/v1/users/anna/disconnect')).body).toEqual({ ended: 0 });
    await signIn(api, user);
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/users/anna/disconnect'), ['users:write']);

describe('404', () => {
  it('does not know a stranger', async () => {
    expectProblem(await api().request().post('/v1/users/nobody/disconnect'), 'user-not-found');
  });
});
