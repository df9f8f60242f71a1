import { describe, expect, it } from '@jest/globals';
import { createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const time = { offset: 0 };
const api = useService({ clock: { now: () => Date.now() + time.offset } });
const list = (user: string, query: object = {}) =>
  api().request().get(`/v1/users/${user}/sessions`).query(query);

describe('200', () => {
  it('rule 2.9: shows with what, from where and how, newest first, in pages', async () => {
    const user = await createUser(api, 'anna');
    const first = await signIn(api, user, { device: 'Laptop', platform: 'Linux' });
    const second = await signIn(api, user, { application: { name: 'Web' }, address: '192.0.2.1' });
    const { body } = await list('anna').expect(200);
    expect(body.items).toEqual([
      { ...second.session, current: false },
      { ...first.session, current: false },
    ]);
    expect(body.items[0]).toMatchObject({ application: { name: 'Web', version: null }, zone: 'external' });
    const page = await list('anna', { limit: 1 }).expect(200);
    const next = await list('anna', { limit: 1, cursor: page.body.nextCursor }).expect(200);
    expect([...page.body.items, ...next.body.items]).toEqual(body.items);
  });

  it('rule 2.9: keeps what has ended, with when and why', async () => {
    const user = await createUser(api, 'bert');
    const { accessToken, session } = await signIn(api, user);
    await api().request(accessToken).post('/v1/auth/sign-out').expect(204);
    const expired = await signIn(api, user, { automaticSignIn: false });
    time.offset = 700_000;
    const { items } = (await list('bert').expect(200)).body;
    expect(items[0]).toMatchObject({ endedAt: expired.session.expiresAt, endReason: 'expired' });
    expect(items[1]).toMatchObject({ id: session.id, endReason: 'signed-out', endedAt: expect.any(String) });
    const lasting = await signIn(api, user);
    expect((await list('bert', { active: true })).body.items.map(({ id }: { id: string }) => id)).toEqual([
      lasting.session.id,
    ]);
    expect((await list('bert', { active: false })).body.items).toHaveLength(2);
    time.offset = 0;
  });
});

describe('400', () => {
  it('refuses a cursor of another list', async () => {
    await createUser(api, 'carl');
    expectProblem(await list('carl', { cursor: 'garbage' }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/users/anna/sessions'), ['users:read']);

describe('404', () => {
  it('does not know a stranger', async () => {
    expectProblem(await list('nobody'), 'user-not-found');
  });
});
