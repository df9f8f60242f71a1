import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { groupBookOf, namesIn } from './books.js';

const api = useService();
const put = (group: string, groups: unknown) => api().request().put(groupBookOf(group)).send({ groups });

describe('200', () => {
  it('rule 6.1: makes these the groups that are shown to everybody in the group, and no others', async () => {
    const [staff, sales] = [await createGroup(api, 'Staff'), await createGroup(api, 'Sales')];
    await createUser(api, 'reader', { groups: [staff.id] });
    await createUser(api, 'seller', { displayName: 'Seller', groups: [sales.id] });
    await createUser(api, 'lonely', { displayName: 'Lonely' });
    const shown = await put(staff.id, [sales.id.toUpperCase(), 'ungrouped', sales.id]).expect(200);
    expect(shown.body.groups).toHaveLength(2);
    expect(await namesIn(api, 'reader')).toEqual(['Lonely', 'Seller']);
    await put(staff.id, shown.body.groups).expect(200);
    await put(staff.id, [sales.id]).expect(200);
    expect(await namesIn(api, 'reader')).toEqual(['Seller']);
    await api().request().delete(`/v1/groups/${sales.id}`).expect(204);
    expect((await api().request().get(groupBookOf(staff.id))).body).toEqual({ groups: [] });
    expect(await namesIn(api, 'reader')).toEqual([]);
  });

  it('rule 12.2: records both states, and nothing where nothing changes', async () => {
    const group = await createGroup(api, 'Audited');
    await put(group.id, [group.id]).expect(200);
    await put(group.id, [group.id]).expect(200);
    const events = await auditOf(api, group.id);
    expect(events.map(({ action }) => action)).toEqual(['group.address-book-changed', 'group.created']);
    expect(events[0]).toMatchObject({ before: { groups: [] }, after: { groups: [group.id] } });
  });
});

describe('400', () => {
  it.each([
    [{}, '/groups'],
    [{ groups: 'x' }, '/groups'],
    [{ groups: [7] }, '/groups/0'],
    [{ groups: Array.from({ length: 501 }, () => 'ungrouped') }, '/groups'],
    [{ groups: [], entries: [] }, '/entries'],
  ])('refuses %j', async (body, pointer) => {
    const response = await api().request().put(groupBookOf('guests')).send(body);
    expectProblem(response, 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.put(groupBookOf('guests')).send({ groups: [] }), [
  'address-books:write',
]);

describe('404', () => {
  it('knows no such group, neither in the path nor in the body', async () => {
    const group = await createGroup(api, 'Found');
    expectProblem(await put('nonsense', []), 'group-not-found');
    for (const unknown of ['nonsense', '00000000-0000-7000-8000-00000000beef']) {
      expectProblem(await put(group.id, [group.id, unknown]), 'group-not-found');
    }
    expect((await api().request().get(groupBookOf(group.id))).body).toEqual({ groups: [] });
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = groupBookOf((await createGroup(api, `Match ${(count += 1)}`)).id);
  return { path, write: (agent) => agent.put(path).send({ groups: ['ungrouped'] }) };
});

describe('422', () => {
  it.each(['federated', 'guests'])('rule 6.4: never shows %s as a whole, by name or by ID', async (kind) => {
    const group = await createGroup(api, `Without ${kind}`);
    const { id } = (await api().request().get(`/v1/groups/${kind}`)).body;
    for (const written of [kind, id]) expectProblem(await put(group.id, [written]), 'group-not-showable');
    expect((await api().request().get(groupBookOf(group.id))).body).toEqual({ groups: [] });
  });
});
