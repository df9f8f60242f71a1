import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SignedIn } from '../../../src/sessions/index.js';
import { createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const api = useService();
let count = 0;
let here: SignedIn;
let there: SignedIn;
let stranger: SignedIn;
beforeEach(async () => {
  const user = await createUser(api, `person${(count += 1)}`);
  here = await signIn(api, user);
  there = await signIn(api, user);
  stranger = await signIn(api, await createUser(api, `stranger${count}`));
});
const ask = () => api().request(here.accessToken);
const works = async ({ accessToken }: SignedIn) =>
  (await api().request(accessToken).get('/userinfo')).status === 200;

describe('200', () => {
  it('rule 2.9: switches automatic sign-in off for one session', async () => {
    const path = `/v1/me/sessions/${there.session.id}`;
    const { body } = await ask().patch(path).send({ automaticSignIn: false }).expect(200);
    expect(body.automaticSignIn).toBe(false);
    const refresh = ({ refreshToken }: SignedIn) =>
      api().request(null).post('/v1/auth/refresh').send({ refreshToken });
    expectProblem(await refresh(there), 'refresh-refused');
    expect(await works(there)).toBe(true);
    await refresh(here).expect(200);
    expectProblem(await ask().patch(path).send({ automaticSignIn: true }), 'sign-in-needed');
  });
});

describe('404', () => {
  it('changes no session of anybody else', async () => {
    const request = ask().patch(`/v1/me/sessions/${stranger.session.id}`);
    expectProblem(await request.send({ automaticSignIn: false }), 'session-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.patch('/v1/me/sessions/x').send({ automaticSignIn: false }), [
  'me',
]);

describe('403 for a program', () => {
  it('is no person', async () => {
    expectProblem(
      await api().request().patch('/v1/me/sessions/x').send({ automaticSignIn: false }),
      'not-signed-in',
    );
  });
});
