import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
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

  it('rule 2.14: removes the aliases to the person, seen from both ends; the next owner has none of them', async () => {
    const user = await createUser(api, 'Dialled');
    const alias = await createAlias(api, 'quick', 'dialled@corp.example');
    await createAlias(api, 'other', 'somebody-else');
    await createAlias(api, 'far', 'dialled@guest.example');
    await remove('dialled').expect(204);
    const { body } = await api().request().get('/v1/aliases').expect(200);
    expect(body.items.map((item: { alias: string }) => item.alias)).toEqual(['far', 'other']);
    const [deleted, aliasDeleted] = await auditOf(api, user.id);
    expect([deleted?.action, aliasDeleted?.action]).toEqual(['user.deleted', 'alias.deleted']);
    expect((await auditOf(api, alias.id))[0]).toEqual(aliasDeleted);
    expect(aliasDeleted).toMatchObject({ target: { name: 'quick' }, related: { id: user.id } });
    await createUser(api, 'dialled');
    await createUser(api, 'quick');
  });

  it('rule 2.14: leaves no alias behind that is created while the person is deleted', async () => {
    for (let round = 0; round < 10; round += 1) {
      await createUser(api, `racing${round}`);
      const before = await createAlias(api, `before${round}`, `racing${round}`);
      const [deletion, creation, change] = await Promise.all([
        remove(`racing${round}`),
        api()
          .request()
          .post('/v1/aliases')
          .send({ alias: `during${round}`, callString: `racing${round}` }),
        api()
          .request()
          .patch(`/v1/aliases/${before.id}`)
          .send({ callString: `RACING${round}` }),
      ]);
      expect([deletion.status, creation.status]).toEqual([204, 201]);
      expect([200, 404]).toContain(change.status);
      const left = await api().request().get(`/v1/aliases?callString=racing${round}`).expect(200);
      const user = (await auditOf(api, creation.body.id)).at(-1)?.related ?? null;
      // Whoever came after the deletion made an alias to nobody, and only that one is there.
      expect(left.body.items).toHaveLength(user === null ? 1 : 0);
    }
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
