import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const remove = (user: string) => api().request().delete(`/v1/users/${user}`);

describe('204', () => {
  it('rule 2.14: removes the person and their memberships; the audit log stays', async () => {
    const user = await createUser(api, 'leaver', { email: 'leaver@example.org' });
    const group = await createGroup(api, 'Left behind');
    await join(api, group, user);
    expect((await remove('leaver@corp.example').expect(204)).text).toBe('');
    expectProblem(await api().request().get('/v1/users/leaver'), 'user-not-found');
    expect((await api().request().get(`/v1/groups/${group.id}/members`)).body.items).toEqual([]);
    const events = await auditOf(api, user.id);
    expect(events.map((event) => event.action)).toEqual([
      'user.deleted',
      'group.member-added',
      'user.created',
    ]);
    expect(events[0]).toMatchObject({ before: { email: 'leaver@example.org' }, after: null });
  });

  it('rule 2.14: gives the login again, and its new owner inherits nothing', async () => {
    const first = await createUser(api, 'again');
    await api()
      .request()
      .patch(`/v1/users/${first.id}/rights`)
      .send({ rights: { operator: 'grant' } })
      .expect(200);
    const settings = { incomingKbps: 1, outgoingKbps: 2 };
    await api().request().put(`/v1/users/${first.id}/application-settings`).send(settings).expect(200);
    await join(api, await createGroup(api, 'First owners'), first);
    await remove('again').expect(204);
    const second = await createUser(api, 'AGAIN');
    expect(second.id).not.toBe(first.id);
    expect(second.groups).toEqual([]);
    const { body } = await api().request().get('/v1/effective-rights?subject=again').expect(200);
    expect(body.application).toEqual({ incomingKbps: null, outgoingKbps: null });
    expect(body.rights.operator).toBe(false);
  });

  it('frees the look of the login too (rule 1.2)', async () => {
    await createUser(api, 'opec');
    await remove('opec').expect(204);
    expect((await createUser(api, 'орес')).login).toBe('орес');
  });
});

describe('400', () => {
  it('takes no body', async () => {
    await createUser(api, 'kept');
    expectProblem(await remove('kept').send({ really: true }), 'malformed-request');
    await api().request().get('/v1/users/kept').expect(200);
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/users/any'), ['users:write']);

describe('404', () => {
  it('knows no such user, and says so the second time', async () => {
    await createUser(api, 'once');
    await remove('once').expect(204);
    expectProblem(await remove('once'), 'user-not-found');
  });

  it('lets exactly one of five parallel deletions through', async () => {
    const user = await createUser(api, 'contested');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => remove(user.id)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 404, 404, 404, 404]);
    const deletions = (await auditOf(api, user.id)).filter((event) => event.action === 'user.deleted');
    expect(deletions).toHaveLength(1);
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = `/v1/users/${(await createUser(api, `match${(count += 1)}`)).id}`;
  return { path, write: (agent) => agent.delete(path) };
});
