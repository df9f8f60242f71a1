import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { withClient } from '../../support/postgres.js';

const api = useService();
const add = (group: string, users: unknown) =>
  api().request().post(`/v1/groups/${group}/members`).send({ users });

describe('200', () => {
  it('says of each what became of it, in the order asked', async () => {
    const group = await createGroup(api, 'Staff');
    const alice = await createUser(api, 'alice');
    await createUser(api, 'bob');
    const users = [
      'alice',
      'nobody',
      alice.id,
      'BOB@corp.example',
      'bob@other.example',
      'alice',
      'no login!',
    ];
    const { body } = await add(group.id, users).expect(200);
    const results = ['added', 'unknown', 'added', 'added', 'unknown', 'added', 'unknown'];
    expect(body.items).toEqual(users.map((user, at) => ({ user, result: results[at] })));
    expect((await add(group.id, ['alice'])).body.items).toEqual([{ user: 'alice', result: 'already' }]);
    expect((await auditOf(api, alice.id)).map((event) => event.action)).toEqual([
      'group.member-added',
      'user.created',
    ]);
  });

  it('rule 5.4: an alias is nobody who could be a member', async () => {
    await createAlias(api, 'short-for-alice', 'alice');
    const group = await createGroup(api, 'Without aliases');
    const { body } = await add(group.id, ['short-for-alice', 'short-for-alice@corp.example']).expect(200);
    expect(body.items.map((item: { result: string }) => item.result)).toEqual(['unknown', 'unknown']);
  });

  it('rule 3.3: a user may be in many groups', async () => {
    const user = await createUser(api, 'joiner');
    const groups = [await createGroup(api, 'G1'), await createGroup(api, 'G2'), await createGroup(api, 'G3')];
    for (const group of groups) await add(group.id, ['joiner']).expect(200);
    const { body } = await api().request().get(`/v1/users/${user.id}`);
    expect(body.groups).toEqual(groups.map((group) => group.id).sort());
  });

  it('rule 12.2: is found from both ends', async () => {
    const user = await createUser(api, 'both-ends');
    const group = await createGroup(api, 'Both ends');
    await add(group.id, ['both-ends']);
    const [seenFromUser] = await auditOf(api, user.id);
    const [seenFromGroup] = await auditOf(api, group.id);
    expect(seenFromUser).toEqual(seenFromGroup);
    expect(seenFromUser).toMatchObject({
      target: { id: user.id, name: 'both-ends' },
      related: { id: group.id },
    });
  });
});

describe('200 for a thousand at once', () => {
  const logins = Array.from({ length: 990 }, (_, at) => `m${String(at).padStart(4, '0')}`);

  beforeAll(async () => {
    const people = logins.map((login) => [login, `\n${login}`]);
    await api().assembly.db.pool.query(
      `INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, search_text)
       SELECT gen_random_uuid(), l, l, l, 'latin', l, t FROM unnest($1::text[], $2::text[]) AS p (l, t)`,
      [people.map(([login]) => login), people.map(([, text]) => text)],
    );
  });

  it('answers each of them, and two that do the same at the same time share the work', async () => {
    const group = await createGroup(api, 'Crowd');
    const strangers = Array.from({ length: 10 }, (_, at) => `stranger${at}`);
    const users = [...logins, ...strangers];
    const answers = await Promise.all([add(group.id, users), add(group.id, [...users].reverse())]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const results = answers.flatMap((answer) =>
      answer.body.items.map((item: { result: string }) => item.result),
    );
    const count = (result: string) => results.filter((one) => one === result).length;
    expect([count('added'), count('already'), count('unknown')]).toEqual([990, 990, 20]);
    const { body } = await api().request().get(`/v1/groups/${group.id}/members?limit=1&total=true`);
    expect(body.total).toBe(990);
  });
});

describe('200 while the user is being deleted', () => {
  it('waits, and calls the user unknown', async () => {
    const user = await createUser(api, 'vanishing');
    const group = await createGroup(api, 'Waiting');
    const response = await withClient(api().database.url, async (client) => {
      await client.query('BEGIN');
      await client.query('DELETE FROM users WHERE id = $1', [user.id]);
      const adding = add(group.id, ['vanishing']).then((answer) => answer);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await client.query('COMMIT');
      return adding;
    });
    expect(response.body).toEqual({ items: [{ user: 'vanishing', result: 'unknown' }] });
  });
});

describe('400', () => {
  it.each([
    [[], '/users'],
    [Array.from({ length: 1001 }, () => 'x'), '/users'],
    ['alice', '/users'],
    [[{}], '/users/0'],
    [['alice', null], '/users/1'],
  ])('refuses %j', async (users, pointer) => {
    expectProblem(
      await add((await createGroup(api, `Bad ${JSON.stringify(users).length}`)).id, users),
      'malformed-request',
      pointer,
    );
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/groups/guests/members').send({ users: ['x'] }), [
  'groups:write',
]);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await add('00000000-0000-7000-8000-00000000beef', ['alice']), 'group-not-found');
  });
});

describe('422', () => {
  it.each(['ungrouped', 'federated', 'guests'])('rule 3.1: puts nobody into %s by hand', async (group) => {
    expectProblem(await add(group, ['alice']), 'built-in-group');
  });
});
