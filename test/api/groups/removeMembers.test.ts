import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const remove = (group: string, users: unknown) =>
  api().request().post(`/v1/groups/${group}/members/delete`).send({ users });

describe('200', () => {
  it('says of each what became of it, in the order asked; the accounts stay', async () => {
    const group = await createGroup(api, 'Staff');
    const [alice, bob] = [await createUser(api, 'alice'), await createUser(api, 'bob')];
    await createUser(api, 'carol');
    await createAlias(api, 'boss', 'alice');
    await join(api, group, alice, bob);
    const users = ['ALICE', 'carol', bob.id, 'nobody', 'alice@corp.example', 'boss', 'no login!'];
    const { body } = await remove(group.id, users).expect(200);
    const results = ['removed', 'not-member', 'removed', 'unknown', 'removed', 'unknown', 'unknown'];
    expect(body.items).toEqual(users.map((user, at) => ({ user, result: results[at] })));
    expect((await api().request().get('/v1/users/alice').expect(200)).body.groups).toEqual([]);
    expect((await remove(group.id, ['alice'])).body.items).toEqual([{ user: 'alice', result: 'not-member' }]);
  });

  it('rule 12.2: is found from both ends', async () => {
    const user = await createUser(api, 'seen');
    const group = await createGroup(api, 'Seen');
    await join(api, group, user);
    await remove(group.id, ['seen']).expect(200);
    const [fromUser] = await auditOf(api, user.id);
    expect(fromUser).toEqual((await auditOf(api, group.id))[0]);
    expect(fromUser).toMatchObject({ action: 'group.member-removed', related: { id: group.id } });
  });

  it('removes a thousand, each once when two ask in opposite order at the same time', async () => {
    const group = await createGroup(api, 'Crowd');
    const logins = Array.from({ length: 1_000 }, (_, at) => `m${at}`);
    await api().assembly.db.pool.query(
      `WITH made AS (INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, search_text)
         SELECT gen_random_uuid(), l, l, l, 'latin', l, '' FROM unnest($1::text[]) l RETURNING id)
       INSERT INTO memberships (user_id, group_id) SELECT id, $2 FROM made`,
      [logins, group.id],
    );
    const answers = await Promise.all([remove(group.id, logins), remove(group.id, [...logins].reverse())]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const results = answers.flatMap(({ body }) => body.items.map((item: { result: string }) => item.result));
    expect(results.filter((result) => result === 'removed')).toHaveLength(1_000);
    const { body } = await api().request().get(`/v1/groups/${group.id}/members?limit=1&total=true`);
    expect(body.total).toBe(0);
  });
});

describe('400', () => {
  it.each([
    [[], '/users'],
    [Array.from({ length: 1_001 }, () => 'x'), '/users'],
    ['alice', '/users'],
    [['alice', null], '/users/1'],
  ])('refuses %j', async (users, pointer) => {
    expectProblem(await remove('guests', users), 'malformed-request', pointer);
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.post('/v1/groups/guests/members/delete').send({ users: ['x'] }),
  ['groups:write'],
);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await remove('00000000-0000-7000-8000-00000000beef', ['alice']), 'group-not-found');
  });
});

describe('422', () => {
  it.each(['ungrouped', 'federated', 'guests'])('rule 3.1: takes nobody out of %s by hand', async (group) => {
    expectProblem(await remove(group, ['alice']), 'built-in-group');
  });
});
