import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/digest-password`;
const put = (user: string, body: object) => api().request().put(pathOf(user)).send(body);
const read = async (user: string) => (await api().request().get(pathOf(user)).expect(200)).body;

describe('204', () => {
  it('rule 2.5: is apart from the password the user signs in with, and from its policy', async () => {
    const { id } = await createUser(api, 'apart', { password: 'nine herons cross the fjord' });
    const response = await put(id, { password: '1' });
    expect([response.status, response.text]).toEqual([204, '']);
    const { rows } = await api().assembly.db.pool.query<{ hash: string }>(
      'SELECT hash FROM passwords WHERE user_id = $1',
      [id],
    );
    const verdict = await api().assembly.passwordHasher.verify(rows[0]!.hash, 'nine herons cross the fjord');
    expect(verdict).toBe('right');
  });

  it('the new one takes the place of the old one', async () => {
    const { id } = await createUser(api, 'again');
    await put(id, { password: '4711' }).expect(204);
    const before = await read(id);
    await put(id, { password: '0815' }).expect(204);
    expect((await read(id)).digests).not.toEqual(before.digests);
  });

  it('rule 12.2: is in the audit log without a secret; the same again is no change', async () => {
    const { id } = await createUser(api, 'audited');
    await put(id, { password: 'canary' }).expect(204);
    await put(id, { password: 'canary' }).expect(204);
    const events = await auditOf(api, id);
    expect(events.map(({ action }) => action)).toEqual(['user.digest-password-changed', 'user.created']);
    expect([events[0]!.before, events[0]!.after]).toEqual([null, null]);
    expect(JSON.stringify(events)).not.toContain('canary');
  });

  it('rule 2.14: goes with the user', async () => {
    const { id } = await createUser(api, 'leaving');
    await put(id, { password: '4711' }).expect(204);
    await api().request().delete(`/v1/users/${id}`).expect(204);
    const { rows } = await api().assembly.db.pool.query('SELECT FROM digest_passwords WHERE user_id = $1', [
      id,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('400', () => {
  it.each([
    ['an empty password', { password: '' }, '/password'],
    ['a missing one', {}, '/password'],
    ['one that is too long', { password: 'x'.repeat(257) }, '/password'],
    ['a digest instead', { password: '4711', ha1: 'x' }, '/ha1'],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await put('anybody', body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.put(pathOf('anybody')).send({ password: '4711' }), [
  'users:write',
]);

describe('404', () => {
  it.each(['nobody', '00000000-0000-7000-8000-00000000beef'])('knows no user %s', async (user) => {
    expectProblem(await put(user, { password: '4711' }), 'user-not-found');
  });
});

describeIfMatch(api, async () => {
  const { id } = await createUser(api, `tagged-${Math.random().toString(36).slice(2)}`);
  await put(id, { password: '4711' }).expect(204);
  return { path: pathOf(id), write: (agent) => agent.put(pathOf(id)).send({ password: '0815' }) };
});

describe('412 where there is none', () => {
  it.each(['*', '"any"'])('If-Match: %s matches nothing (RFC 9110 §13.1.1)', async (tag) => {
    const { id } = await createUser(api, `none-${Math.random().toString(36).slice(2)}`);
    expectProblem(await put(id, { password: '4711' }).set('If-Match', tag), 'precondition-failed');
    expectProblem(await api().request().get(pathOf(id)), 'digest-password-not-set');
  });

  it('If-Match: * matches whatever is there', async () => {
    const { id } = await createUser(api, 'any');
    await put(id, { password: '4711' }).expect(204);
    await put(id, { password: '0815' }).set('If-Match', '*').expect(204);
  });
});
