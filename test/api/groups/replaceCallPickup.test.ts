import { describe, expect, it } from '@jest/globals';
import { withClient } from '../../support/postgres.js';
import {
  auditOf,
  createAlias,
  createGroup,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (group: string) => `/v1/groups/${group}/call-pickup`;
const put = (group: string, body: object) => api().request().put(pathOf(group)).send(body);
const kindOf = async (callString: string) =>
  (await api().request().get('/v1/resolve').query({ callString })).body.kind;

describe('200', () => {
  it.each(['100.1', 'a_b-c', 'Отдел', 'x'.repeat(64)])('rule 3.4: takes the ID %s', async (id) => {
    const group = await createGroup(api, `For ${id}`);
    const { body } = await put(group.id, { enabled: true, id }).expect(200);
    expect(body).toEqual({ enabled: true, id, callString: `${id}@corp.example`, proposedId: null });
  });

  it('rule 3.4: takes the proposed ID where none is named, and keeps the one it has', async () => {
    const group = await createGroup(api, 'Default');
    expect((await put(group.id, { enabled: true, id: null }).expect(200)).body.id).toBe('001');
    expect((await put(group.id, { enabled: true, id: null }).expect(200)).body.id).toBe('001');
    await put(group.id, { enabled: false, id: null }).expect(200);
    expect(await kindOf('001')).toBe('unknown');
  });

  it('rule 3.4: gives twenty that switch it on together twenty IDs', async () => {
    const groups = [];
    for (let at = 0; at < 20; at += 1) groups.push(await createGroup(api, `Together ${at}`));
    const answers = await Promise.all(groups.map(({ id }) => put(id, { enabled: true, id: null })));
    expect(answers.map(({ status }) => status)).toEqual(groups.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(20);
  });

  it('rule 1.3: a new ID frees the one before; switched off, the ID stays taken', async () => {
    const group = await createGroup(api, 'Changing');
    await put(group.id, { enabled: true, id: 'first' }).expect(200);
    await put(group.id, { enabled: true, id: 'second' }).expect(200);
    await createUser(api, 'first');
    await put(group.id, { enabled: false, id: 'second' }).expect(200);
    expectProblem(await api().request().post('/v1/users').send({ login: 'Second' }), 'login-taken');
  });

  it('writes its ID in another case', async () => {
    const group = await createGroup(api, 'Case');
    await put(group.id, { enabled: true, id: 'case' }).expect(200);
    expect((await put(group.id, { enabled: true, id: 'CASE' }).expect(200)).body.id).toBe('CASE');
    expect(await kindOf('case')).toBe('groupCall');
  });

  it('rule 3.2: a deleted group frees its ID, and the log keeps it', async () => {
    const group = await createGroup(api, 'Deleted');
    await put(group.id, { enabled: true, id: 'deleted' }).expect(200);
    await api().request().delete(`/v1/groups/${group.id}`).expect(204);
    await createUser(api, 'deleted');
    const [event] = await auditOf(api, group.id);
    expect(event).toMatchObject({ before: { callPickup: { enabled: true, id: 'deleted' } } });
  });

  it('rule 12.2: records both states, and nothing where nothing changes', async () => {
    const group = await createGroup(api, 'Audited');
    await put(group.id, { enabled: true, id: 'audited' }).expect(200);
    await put(group.id, { enabled: true, id: 'audited' }).expect(200);
    const events = await auditOf(api, group.id);
    expect(events.map((event) => event.action)).toEqual(['group.call-pickup-changed', 'group.created']);
    const before = { enabled: false, id: null };
    expect(events[0]).toMatchObject({ before, after: { enabled: true, id: 'audited' } });
  });
});

describe('400', () => {
  it.each([
    [{ enabled: true }, '/id'],
    [{ id: '001' }, '/enabled'],
    [{ enabled: 'yes', id: null }, '/enabled'],
    [{ enabled: true, id: '' }, '/id'],
    [{ enabled: true, id: 7 }, '/id'],
    [{ enabled: true, id: 'x', callString: 'x' }, '/callString'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await put('ungrouped', body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.put(pathOf('ungrouped')).send({ enabled: true, id: null }), [
  'groups:write',
]);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await put('nonsense', { enabled: true, id: null }), 'group-not-found');
  });
});

describe('409', () => {
  it('rule 1.3: takes no ID that is a login, an alias or another group’s, and keeps its own', async () => {
    await createUser(api, 'login');
    await createAlias(api, 'alias', 'anybody');
    const [other, group] = [await createGroup(api, 'Other'), await createGroup(api, 'This')];
    await put(other.id, { enabled: false, id: 'other' }).expect(200);
    await put(group.id, { enabled: true, id: 'mine' }).expect(200);
    for (const id of ['LOGIN', 'Alias', 'other']) {
      expectProblem(await put(group.id, { enabled: true, id }), 'name-taken', '/id');
    }
    expect(await kindOf('mine')).toBe('groupCall');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = pathOf((await createGroup(api, `Match ${(count += 1)}`)).id);
  return { path, write: (agent) => agent.put(path).send({ enabled: true, id: `match${count}` }) };
});

describe('422', () => {
  it.each(['two words', 'a@b', '.', '..', '#1', 'x'.repeat(65), '0199a3c2-5d10-7c41-9b5e-2f6a1c0d3e01'])(
    'rule 3.4: refuses the ID %s',
    async (id) => {
      expectProblem(await put('ungrouped', { enabled: true, id }), 'invalid-group-call-id', '/id');
    },
  );

  it.each(['federated', 'guests'])(
    'rule 3.4: refuses call pickup for %s, as the database does',
    async (kind) => {
      expectProblem(await put(kind, { enabled: true, id: kind }), 'call-pickup-not-available');
      const text = `UPDATE groups SET call_pickup_id = 'x' WHERE kind = '${kind}'`;
      const refused = withClient(api().database.url, (client) => client.query(text));
      await expect(refused).rejects.toThrow('groups_call_pickup_kind_check');
    },
  );
});
