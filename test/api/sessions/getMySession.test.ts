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

describe('200', () => {
  it('rule 2.9: shows a session of whoever asks', async () => {
    expect((await ask().get(`/v1/me/sessions/${here.session.id}`).expect(200)).body).toEqual(here.session);
    expect((await ask().get(`/v1/me/sessions/${there.session.id}`)).body.current).toBe(false);
  });
});

describe('404', () => {
  it('knows no session of anybody else', async () => {
    expectProblem(await ask().get(`/v1/me/sessions/${stranger.session.id}`), 'session-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/me/sessions/x'), ['me']);

describe('403 for a program', () => {
  it('is no person', async () => {
    expectProblem(await api().request().get('/v1/me/sessions/x'), 'not-signed-in');
  });
});
