import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Group } from '../../../src/groups/groups.schema.js';
import type { User } from '../../../src/users/users.schema.js';
import {
  createAlias,
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const get = (callString: string) => api().request().get('/v1/resolve').query({ callString });
const resolve = async (callString: string) => (await get(callString).expect(200)).body;
const put = (group: string, body: object) =>
  api().request().put(`/v1/groups/${group}/call-pickup`).send(body).expect(200);

let anna: User;
let staff: Group;
beforeAll(async () => {
  anna = await createUser(api, 'Anna', { displayName: 'Anna Bell' });
  const away = await createUser(api, 'away', { active: false });
  staff = await createGroup(api, 'Staff');
  await join(api, staff, anna, away, await createUser(api, 'Юрий'));
  await put(staff.id, { enabled: true, id: '001' });
});

const nowhere = { server: null, user: null, groupCall: null };
const shown = (user: User) => ({
  id: user.id,
  login: user.login,
  callId: user.callId,
  displayName: user.displayName,
  active: user.active,
});

describe('200 for what is here', () => {
  it.each(['anna', 'ANNA', ' anna ', 'ａｎｎａ@corp.example', 'anna@CORP.EXAMPLE', 'Anna@corp.example'])(
    'rule 5.5: %s is a user, whom it leads to',
    async (dialled) => {
      const found = { place: 'here', callString: 'Anna' };
      const leadsTo = {
        kind: 'user',
        ...found,
        ...nowhere,
        user: shown(anna),
        callable: true,
        reason: null,
      };
      expect(await resolve(dialled)).toEqual({ dialled, kind: 'user', ...found, alias: null, leadsTo });
    },
  );

  it('rule 2.3: a deactivated user is found, and cannot be called', async () => {
    const { kind, leadsTo } = await resolve('away');
    expect(kind).toBe('user');
    expect(leadsTo).toMatchObject({ user: { active: false }, callable: false, reason: 'inactive' });
  });

  it('rule 3.4: a group-call ID is the members who may be called, in order, and how many they are', async () => {
    const { kind, leadsTo } = await resolve('001@corp.example');
    expect(kind).toBe('groupCall');
    expect(leadsTo).toMatchObject({ kind: 'groupCall', callString: '001', callable: true, reason: null });
    const { groupCall } = leadsTo;
    expect(groupCall).toMatchObject({ group: { id: staff.id, name: 'Staff' }, enabled: true, total: 2 });
    expect(groupCall.members.map((member: User) => member.login)).toEqual(['Anna', 'Юрий']);
    expect(groupCall.members[0]).toEqual(shown(anna));
  });

  it('rule 3.4: rings nobody while call pickup is off, or when nobody is there', async () => {
    const group = await createGroup(api, 'Quiet');
    await put(group.id, { enabled: false, id: 'quiet' });
    const off = await resolve('quiet');
    expect(off).toMatchObject({
      kind: 'groupCall',
      leadsTo: { callable: false, reason: 'call-pickup-off', groupCall: { members: [], total: 0 } },
    });
    await put(group.id, { enabled: true, id: 'quiet' });
    expect((await resolve('quiet')).leadsTo.reason).toBe('nobody-to-call');
  });

  it('rule 3.1: rings exactly those in no other group for Users without group', async () => {
    await createUser(api, 'loner');
    await put('ungrouped', { enabled: true, id: 'loners' });
    const { members, total } = (await resolve('loners')).leadsTo.groupCall;
    expect([members.map((member: User) => member.login), total]).toEqual([['loner'], 1]);
  });

  it('names a thousand members at most, and counts ten thousand', async () => {
    const group = await createGroup(api, 'Crowd');
    await api().assembly.db.pool.query(
      `WITH made AS (INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, search_text)
         SELECT gen_random_uuid(), l, l, l, 'latin', l, '' FROM (SELECT 'crowd' || lpad(n::text, 5, '0') AS l FROM generate_series(0, 10001) n) logins
         RETURNING id)
       INSERT INTO memberships (user_id, group_id) SELECT id, $1 FROM made`,
      [group.id],
    );
    await put(group.id, { enabled: true, id: 'crowd' });
    const { members, total } = (await resolve('crowd')).leadsTo.groupCall;
    expect([members.length, total, members[999].login]).toEqual([1_000, 10_000, 'crowd00999']);
  });

  it.each([
    ['\\c\\webinar', 'conference', '\\c\\webinar'],
    ['\\C\\webinar@corp.example', 'conference', '\\c\\webinar'],
    ['#SIP:@10.110.8.217', 'sip', '#sip:@10.110.8.217'],
    ['#h323:room', 'h323', '#h323:room'],
    ['RTSP://camera.example/1', 'rtsp', 'rtsp://camera.example/1'],
  ])('rule 5.5: %s is a %s, written %s', async (dialled, kind, callString) => {
    const found = { kind, place: 'here', callString };
    const leadsTo = { ...found, ...nowhere, callable: true, reason: null };
    expect(await resolve(dialled)).toEqual({ dialled, ...found, alias: null, leadsTo });
  });
});

describe('200 for an alias', () => {
  it('rule 5.2: leads to its call string in one step, with or without the name of this server', async () => {
    const alias = await createAlias(api, 'Boss', 'anna');
    for (const dialled of ['boss', 'BOSS@corp.example']) {
      const answer = await resolve(dialled);
      expect(answer).toMatchObject({ dialled, kind: 'alias', place: 'here', callString: 'Boss', alias });
      expect(answer.leadsTo).toMatchObject({ kind: 'user', callString: 'Anna', user: shown(anna) });
    }
  });

  it.each([
    ['001', { kind: 'groupCall', groupCall: { total: 2 }, callable: true }],
    ['moore@guest.example', { kind: 'user', place: 'federated', server: 'guest.example' }],
    ['\\c\\webinar', { kind: 'conference', place: 'here', callable: true }],
    ['#sip:100', { kind: 'sip', callString: '#sip:100' }],
    ['nobody', { kind: 'unknown', callString: 'nobody', reason: 'unknown-name' }],
    ['what?@corp.example', { kind: 'unknown', place: 'here', reason: 'unknown-name' }],
  ])('rule 5.2: leads to %s', async (callString, leadsTo) => {
    const alias = `a${Buffer.from(callString).toString('hex').slice(0, 30)}`;
    await createAlias(api, alias, callString);
    expect(await resolve(alias)).toMatchObject({ kind: 'alias', leadsTo });
  });

  it('rule 5.2: is never looked up again: no chain, no loop', async () => {
    await createAlias(api, 'ping', 'pong');
    await createAlias(api, 'pong', 'ping@corp.example');
    await createAlias(api, 'chain', 'boss');
    for (const [dialled, target] of [
      ['ping', 'pong'],
      ['pong', 'ping'],
      ['chain', 'boss'],
    ] as const) {
      const { kind, leadsTo } = await resolve(dialled);
      expect([kind, leadsTo.kind, leadsTo.callString]).toEqual(['alias', 'unknown', target]);
      expect(leadsTo).toMatchObject({ user: null, callable: false, reason: 'unknown-name' });
    }
  });

  it('takes two statements at most', async () => {
    const { pool } = api().assembly.db;
    const key = await api().keyWith('resolve:read');
    await createAlias(api, 'ring', '001');
    let asked = 0;
    const query = pool.query.bind(pool);
    pool.query = ((config: { name?: string }, ...rest: never[]) => {
      if (typeof config === 'object' && /^(owner|called)-/.test(config.name ?? '')) asked += 1;
      return (query as (...all: unknown[]) => unknown)(config, ...rest);
    }) as typeof pool.query;
    await api().request(key).get('/v1/resolve?callString=ring').expect(200);
    pool.query = query;
    expect(asked).toBe(2);
  });
});

describe('200 for what is at another server', () => {
  it.each([
    ['Moore@Guest.example', 'user', 'Moore@guest.example', 'guest.example'],
    ['111@[2001:DB8::1]', 'user', '111@[2001:db8::1]', '[2001:db8::1]'],
    ['\\c\\webinar@Guest.example', 'conference', '\\c\\webinar@guest.example', 'guest.example'],
  ])('rule 5.3: says what is known of %s, and that its server cannot be asked', async (...row) => {
    const [dialled, kind, callString, server] = row;
    const found = { kind, place: 'federated', callString };
    const leadsTo = { ...found, ...nowhere, server, callable: false, reason: 'federation-off' };
    expect(await resolve(dialled)).toEqual({ dialled, ...found, alias: null, leadsTo });
  });

  it('rule 5.3: never takes an alias of another server for one of this', async () => {
    await createAlias(api, '122', 'anna');
    expect(await resolve('122@guest.example')).toMatchObject({ kind: 'user', alias: null });
  });
});

describe('200 for what is unknown', () => {
  it.each(['nobody', 'nobody@corp.example', 'а.b'])('knows nobody called %s', async (dialled) => {
    const answer = await resolve(dialled);
    expect(answer).toMatchObject({ dialled, kind: 'unknown', alias: null });
    expect(answer.leadsTo).toMatchObject({ kind: 'unknown', callable: false, reason: 'unknown-name' });
  });

  it.each(['', 'two words', '@', '\\c\\', '#tel:100', '0199a3c2-5d10-7c41-9b5e-2f6a1c0d3e01'])(
    'says that %j cannot be dialled',
    async (dialled) => {
      const found = { kind: 'unknown', place: 'here', callString: null };
      const leadsTo = { ...found, ...nowhere, callable: false, reason: 'malformed' };
      expect(await resolve(dialled)).toEqual({ dialled, ...found, alias: null, leadsTo });
    },
  );
});

describeIfNoneMatch(api, () => '/v1/resolve?callString=anna');

describe('400', () => {
  it('wants something dialled, of a sane length', async () => {
    expectProblem(await api().request().get('/v1/resolve'), 'malformed-request', 'callString');
    expectProblem(await get('a'.repeat(1_025)), 'malformed-request', 'callString');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/resolve?callString=x'), ['resolve:read']);
