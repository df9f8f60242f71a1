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

describe('204', () => {
  it('rule 2.9: ends one session, the own or another, and says which it was', async () => {
    await ask().delete(`/v1/me/sessions/${there.session.id}`).expect(204);
    expect([await works(here), await works(there)]).toEqual([true, false]);
    await ask().delete(`/v1/me/sessions/${here.session.id}`).expect(204);
    expect(await works(here)).toBe(false);
    const { items } = (await api().request().get(`/v1/users/${here.user!.id}/sessions`)).body;
    expect(items.map(({ endReason }: { endReason: string }) => endReason)).toEqual([
      'disconnected',
      'signed-out',
    ]);
  });
});

describe('404', () => {
  it('ends no session of anybody else', async () => {
    expectProblem(await ask().delete(`/v1/me/sessions/${stranger.session.id}`), 'session-not-found');
    expect(await works(stranger)).toBe(true);
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/me/sessions/x'), ['me']);

describe('403 for a program', () => {
  it('is no person', async () => {
    expectProblem(await api().request().delete('/v1/me/sessions/x'), 'not-signed-in');
  });
});
