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
  it('rule 2.9: ends all sessions of whoever asks, and of nobody else', async () => {
    expect((await ask().delete('/v1/me/sessions').expect(200)).body).toEqual({ ended: 2 });
    expect([await works(here), await works(there), await works(stranger)]).toEqual([false, false, true]);
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/me/sessions'), ['me']);

describe('403 for a program', () => {
  it('is no person', async () => {
    expectProblem(await api().request().delete('/v1/me/sessions'), 'not-signed-in');
  });
});
