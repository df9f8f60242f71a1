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
  it('rule 2.9: lists the sessions of whoever asks, and of nobody else', async () => {
    const { body } = await ask().get('/v1/me/sessions').expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([there.session.id, here.session.id]);
    expect(body.items.map(({ current }: { current: boolean }) => current)).toEqual([false, true]);
    expect(body.items.map(({ id }: { id: string }) => id)).not.toContain(stranger.session.id);
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/me/sessions'), ['me']);

describe('403 for a program', () => {
  it('is no person', async () => {
    expectProblem(await api().request().get('/v1/me/sessions'), 'not-signed-in');
  });
});
