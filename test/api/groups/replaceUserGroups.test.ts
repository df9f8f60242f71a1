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

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/groups`;
const put = (user: string, groups: unknown) => api().request().put(pathOf(user)).send({ groups });

describe('200', () => {
  it('puts the user into what is new and takes them out of the rest, each with its event', async () => {
    const user = await createUser(api, 'alice');
    const [a, b, c] = [await createGroup(api, 'A'), await createGroup(api, 'B'), await createGroup(api, 'C')];
    await put('alice', [a.id, b.id]).expect(200);
    const { body } = await put('alice', [c.id.toUpperCase(), b.id, b.id]).expect(200);
    expect(body.items.map((group: { name: string }) => group.name)).toEqual(['B', 'C']);
    const events = (await auditOf(api, user.id)).map((event) => `${event.action} ${event.related?.name}`);
    expect(events.slice(0, 2).sort()).toEqual(['group.member-added C', 'group.member-removed A']);
    expect(events.slice(2, 4).sort()).toEqual(['group.member-added A', 'group.member-added B']);
    expect((await put('alice', []).expect(200)).body).toEqual({ items: [] });
  });
});

describe('400', () => {
  it.each([
    [undefined, '/groups'],
    ['all', '/groups'],
    [[7], '/groups/0'],
    [Array.from({ length: 501 }, () => 'x'), '/groups'],
  ])('refuses %j', async (groups, pointer) => {
    expectProblem(await put('alice', groups), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.put(pathOf('any')).send({ groups: [] }), ['users:write']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await put('nobody', []), 'user-not-found');
  });

  it('knows no such group, and changes nothing', async () => {
    const group = await createGroup(api, 'Kept');
    await createUser(api, 'kept', { groups: [group.id] });
    expectProblem(await put('kept', ['00000000-0000-7000-8000-00000000beef']), 'group-not-found');
    expectProblem(await put('kept', ['nonsense']), 'group-not-found');
    expect((await api().request().get(pathOf('kept'))).body.items).toEqual([{ id: group.id, name: 'Kept' }]);
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const group = await createGroup(api, `Match ${(count += 1)}`);
  const path = pathOf((await createUser(api, `match${count}`)).id);
  return { path, write: (agent) => agent.put(path).send({ groups: [group.id] }) };
});

describe('422', () => {
  it('rule 3.1: puts nobody into a built-in group by hand', async () => {
    const { body } = await api().request().get('/v1/groups/guests');
    expectProblem(await put('alice', [body.id]), 'built-in-group');
  });
});
