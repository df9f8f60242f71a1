import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.js';
import { createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { at, callsOf, conferencesOf, countRows, putConference, reportCalls } from './calls.js';

const api = useService();
const report = (items: object[], key?: string) => reportCalls(api, items, key);
const refused = (sessionId: string, reason: string, unknown: string[] = []) => [
  { sessionId, result: 'refused', reason, unknown },
];

beforeAll(async () => {
  for (const login of ['alice', 'bob', 'carol']) await createUser(api, login);
});

describe('200', () => {
  it('rule 2.10: gives each participant the call as it was to them', async () => {
    const item = {
      sessionId: 'p2p',
      startedAt: at(0),
      endedAt: at(90.7),
      participants: [
        { user: 'alice', type: 'outgoing', peer: { callString: 'BOB@corp.example', displayName: 'Bob' } },
        { user: 'bob@corp.example', type: 'incoming', peer: { callString: 'alice', displayName: null } },
      ],
    };
    expect(await report([item])).toEqual([
      { sessionId: 'p2p', result: 'created', reason: null, unknown: [] },
    ]);
    const [hers, his] = [(await callsOf(api, 'alice'))[0]!, (await callsOf(api, 'bob'))[0]!];
    expect(hers).toEqual({
      id: his.id,
      type: 'outgoing',
      peer: { callString: 'BOB', displayName: 'Bob' },
      conference: null,
      startedAt: at(0),
      endedAt: at(90.7),
      durationSeconds: 90,
    });
    expect(his).toMatchObject({ type: 'incoming', peer: { callString: 'alice', displayName: null } });
  });

  it('takes the same report twice as one, and adds what a later one knows', async () => {
    await createUser(api, 'dora');
    const begun = {
      sessionId: 'grows',
      startedAt: at(100),
      participants: [{ user: 'dora', type: 'incoming', peer: { callString: '#sip:100' } }],
    };
    const result = async (item: object) => (await report([item]))[0]!.result;
    expect([await result(begun), await result(begun), await result(begun)]).toEqual([
      'created',
      'unchanged',
      'unchanged',
    ]);
    expect(await callsOf(api, 'dora')).toMatchObject([{ endedAt: null, durationSeconds: null }]);
    const ended = { ...begun, startedAt: at(101), endedAt: at(160) };
    expect([await result(ended), await result(ended), await result(begun)]).toEqual([
      'updated',
      'unchanged',
      'unchanged',
    ]);
    // The start stays, the end is not taken back, and may be corrected.
    expect(await callsOf(api, 'dora')).toMatchObject([
      { startedAt: at(100), endedAt: at(160), durationSeconds: 60 },
    ]);
    expect(await result({ ...begun, endedAt: at(170) })).toBe('updated');
    const named = { user: 'dora', type: 'incoming', peer: { callString: '#sip:100', displayName: 'Gate' } };
    expect(await result({ ...begun, participants: [named, { user: 'carol', type: 'missed' }] })).toBe(
      'updated',
    );
    expect(await callsOf(api, 'dora')).toMatchObject([
      { peer: { displayName: 'Gate' }, durationSeconds: 70 },
    ]);
    expect(await countRows(api, 'calls', `session_id = 'grows'`)).toBe(1);
  });

  it('takes the beginning and the end of a session in one report', async () => {
    const item = {
      sessionId: 'short',
      startedAt: at(200),
      participants: [{ user: 'carol', type: 'outgoing' }],
    };
    const more = { ...item, endedAt: at(210), participants: [{ user: 'alice', type: 'incoming' }] };
    const results = await report([item, more, { ...item, endedAt: at(212) }]);
    expect(results.map(({ result }) => result)).toEqual(['created', 'updated', 'updated']);
    expect((await callsOf(api, 'carol', { type: 'outgoing' }))[0]).toMatchObject({ durationSeconds: 12 });
    expect((await callsOf(api, 'alice', { type: 'incoming' }))[0]).toMatchObject({ durationSeconds: 12 });
  });

  it('keeps sessions of different reporters apart', async () => {
    await createUser(api, 'two');
    const item = { sessionId: 'same', startedAt: at(0), participants: [{ user: 'two', type: 'missed' }] };
    const [one, other] = [await api().keyWith('calls:write'), await api().keyWith('calls:write')];
    expect([(await report([item], one))[0]!.result, (await report([item], other))[0]!.result]).toEqual([
      'created',
      'created',
    ]);
    expect(await callsOf(api, 'two')).toHaveLength(2);
  });

  it('gives each participant their own time in a conference', async () => {
    await createUser(api, 'late');
    const participants = [{ user: 'late', type: 'conference', joinedAt: at(600), leftAt: at(900) }];
    const conference = { id: 'own-time' };
    await report([{ sessionId: 'own-time', startedAt: at(0), endedAt: at(3600), conference, participants }]);
    expect(await callsOf(api, 'late')).toMatchObject([
      { startedAt: at(600), endedAt: at(900), durationSeconds: 300 },
    ]);
  });

  it('makes an ad hoc conference of one that nobody has described, and leaves a described one as it is', async () => {
    await createUser(api, 'eve');
    await putConference(api, 'described', { name: 'As described', kind: 'recurring' });
    const part = [{ user: 'eve', type: 'conference' }];
    const conference = { name: 'As called', owner: 'eve@CORP.example', link: 'https://video.example/x' };
    await report([
      {
        sessionId: 'c1',
        startedAt: at(0),
        conference: { id: 'described', ...conference },
        participants: part,
      },
      {
        sessionId: 'c2',
        startedAt: at(1),
        conference: { id: 'undescribed', ...conference },
        participants: part,
      },
      { sessionId: 'c3', startedAt: at(2), conference: { id: 'bare' }, participants: part },
    ]);
    const found = await conferencesOf(api, 'eve');
    expect(
      found.map(({ id, name, kind, owner, role, sessions }) => [
        id,
        name,
        kind,
        owner,
        role,
        sessions.items.length,
      ]),
    ).toEqual([
      ['undescribed', 'As called', 'adHoc', 'eve', 'owner', 1],
      ['described', 'As described', 'recurring', null, 'participant', 1],
      ['bare', 'bare', 'adHoc', null, 'participant', 1],
    ]);
    // The history has it as reported.
    expect((await callsOf(api, 'eve'))[2]!.conference).toEqual({
      id: 'described',
      ...conference,
      owner: 'eve',
    });
  });

  it('refuses what it cannot take with the reason, and takes the rest', async () => {
    const part = [{ user: 'alice', type: 'outgoing' }];
    const good = { sessionId: 'good', startedAt: at(0), endedAt: at(1), participants: part };
    const peer = (callString: string) => [{ user: 'alice', type: 'outgoing', peer: { callString } }];
    const soon = new Date(Date.now() + 25 * 3_600_000).toISOString();
    const tries: [object, string][] = [
      [{ ...good, endedAt: at(-1) }, 'ends-before-start'],
      [{ ...good, participants: [{ ...part[0], joinedAt: at(5), leftAt: at(4) }] }, 'ends-before-start'],
      [{ ...good, participants: [{ ...part[0], leftAt: at(-4) }] }, 'ends-before-start'],
      [{ ...good, startedAt: soon, endedAt: null }, 'in-the-future'],
      [{ ...good, endedAt: soon }, 'in-the-future'],
      [{ ...good, participants: peer('+49 170 5550101') }, 'invalid-call-string'],
      [{ ...good, participants: peer('a b') }, 'invalid-call-string'],
      [{ ...good, conference: { id: 'x', owner: '@' } }, 'invalid-call-string'],
      [{ ...good, conference: { id: 'a@b' } }, 'invalid-conference-id'],
      [{ ...good, conference: { id: 'x', link: 'javascript:alert(1)' } }, 'invalid-link'],
      [{ ...good, participants: [{ user: 'alice', type: 'conference' }] }, 'conference-missing'],
    ];
    const items = tries.map(([item], place) => ({ ...item, sessionId: `bad${place}` }));
    const results = await report([good, ...items, { ...good, sessionId: 'good too' }]);
    expect(results.slice(1, -1).map(({ sessionId, result, reason }) => [sessionId, result, reason])).toEqual(
      tries.map(([, reason], place) => [`bad${place}`, 'refused', reason]),
    );
    expect([results[0]!.result, results.at(-1)!.result]).toEqual(['created', 'created']);
    expect(await countRows(api, 'calls', `session_id LIKE 'bad%'`)).toBe(0);
    expect(await countRows(api, 'calls', `session_id LIKE 'good%'`)).toBe(2);
    expect(await countRows(api, 'conferences', `id = 'x'`)).toBe(0);
  });

  it('leaves unknown participants out, and refuses a call of nobody here', async () => {
    const stranger = { user: 'moore@guest.example', type: 'incoming' };
    const item = {
      sessionId: 'strange',
      startedAt: at(0),
      participants: [{ user: 'nobody', type: 'missed' }, stranger],
    };
    expect(await report([item])).toEqual(
      refused('strange', 'no-known-participant', ['nobody', 'moore@guest.example']),
    );
    const mixed = { ...item, participants: [...item.participants, { user: 'bob', type: 'outgoing' }] };
    expect(await report([mixed])).toEqual([
      { sessionId: 'strange', result: 'created', reason: null, unknown: ['nobody', 'moore@guest.example'] },
    ]);
  });

  it('takes the same sessions from many requests at the same moment, each once', async () => {
    const items = Array.from({ length: 300 }, (_, place) => ({
      sessionId: `rush${place}`,
      startedAt: at(place),
      endedAt: at(place + 60),
      conference: { id: `rush${place % 100}` },
      participants: [{ user: ['alice', 'bob', 'carol'][place % 3], type: 'conference' }],
    }));
    const backwards = [...items].reverse();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, place) => report(place % 2 === 0 ? items : backwards)),
    );
    const created = answers.flat().filter(({ result }) => result === 'created');
    expect(created).toHaveLength(300);
    expect(new Set(answers.flat().map(({ result }) => result))).toEqual(new Set(['created', 'unchanged']));
    expect(await countRows(api, 'calls', `session_id LIKE 'rush%'`)).toBe(300);
    expect(await countRows(api, 'conferences', `id LIKE 'rush%'`)).toBe(100);
  });

  it.each(['sessions', 'conferences'])(
    'takes its %s in one order, so that no two wait for each other',
    async (what) => {
      const items = Array.from({ length: 9 }, (_, place) => ({
        sessionId: `${what}${place}`,
        startedAt: at(place),
        conference: what === 'sessions' ? null : { id: `order${place}` },
        participants: [{ user: 'alice', type: 'outgoing' }],
      }));
      await report(items);
      const changed = items.map((item) => ({ ...item, endedAt: at(60) }));
      // Sessions that already belong to a conference leave it alone: these are new.
      if (what === 'conferences') changed.forEach((item, place) => (item.sessionId = `new${place}`));
      const backwards = [...changed].reverse();
      const { pool, transaction } = api().assembly.db;
      const middle =
        what === 'sessions'
          ? `SELECT FROM calls WHERE session_id = 'sessions4' FOR UPDATE`
          : `SELECT FROM conferences WHERE id = 'order4' FOR UPDATE`;
      const both = await transaction(async (tx) => {
        await tx.$queryRawUnsafe(middle);
        const waiting = [report(changed), report(backwards)];
        await until('both wait', async () => {
          const { rowCount } = await pool.query(`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
          return rowCount === 2;
        });
        return waiting;
      });
      await Promise.all(both);
      const { rows } = await pool.query(
        'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
      );
      expect(rows[0].deadlocks).toBe(0);
    },
  );

  it('takes 1,000 items', async () => {
    const items = Array.from({ length: 1_000 }, (_, place) => ({
      sessionId: `many${place}`,
      startedAt: at(place),
      endedAt: at(place + 60),
      participants: [{ user: 'carol', type: 'outgoing', peer: { callString: `user${place}@other.example` } }],
    }));
    expect((await report(items)).filter(({ result }) => result !== 'created')).toEqual([]);
    expect((await report(items)).filter(({ result }) => result !== 'unchanged')).toEqual([]);
  });

  it('rule 2.14: takes everything that is theirs with a deleted user, and leaves others what they know', async () => {
    const { id } = await createUser(api, 'leaving');
    const part = { user: 'leaving', type: 'conference' };
    await putConference(api, 'stays', { owner: 'leaving', participants: ['leaving', 'bob'] });
    await report([
      { sessionId: 'alone', startedAt: at(0), participants: [{ user: 'leaving', type: 'outgoing' }] },
      {
        sessionId: 'with bob',
        startedAt: at(0),
        participants: [
          { user: 'leaving', type: 'outgoing', peer: { callString: 'bob' } },
          { user: 'bob', type: 'missed', peer: { callString: 'leaving', displayName: 'Lea Ving' } },
        ],
      },
      { sessionId: 'meeting', startedAt: at(0), conference: { id: 'stays' }, participants: [part] },
    ]);
    await api().request().delete('/v1/users/leaving').expect(204);
    expect(await countRows(api, 'call_participants', `user_id = '${id}'`)).toBe(0);
    expect(await countRows(api, 'conference_participants', `user_id = '${id}'`)).toBe(0);
    expect(await countRows(api, 'calls', `session_id IN ('alone')`)).toBe(0);
    expect(await countRows(api, 'calls', `session_id IN ('with bob', 'meeting')`)).toBe(2);
    const missed = await callsOf(api, 'bob', { type: 'missed' });
    expect(missed[0]).toMatchObject({ peer: { callString: 'leaving', displayName: 'Lea Ving' } });
    const room = await api().request().get('/v1/conferences/stays').expect(200);
    expect(room.body).toMatchObject({ owner: 'leaving', participants: ['bob@corp.example'] });
    // The next one of that login inherits nothing.
    await createUser(api, 'leaving');
    expect(await callsOf(api, 'leaving')).toEqual([]);
    expect(await conferencesOf(api, 'leaving')).toEqual([]);
  });
});

describe('forgetting old calls', () => {
  it('rule 2.14: takes the oldest first, no more than asked for, and ad hoc conferences with their last session', async () => {
    const { calls, db } = api().assembly;
    await db.pool.query('DELETE FROM calls');
    await putConference(api, 'old room');
    const old = (seconds: number) =>
      new Date(Date.parse('2020-01-01T00:00:00Z') + seconds * 1000).toISOString();
    const item = (sessionId: string, startedAt: string, id: string) => ({
      sessionId,
      startedAt,
      conference: { id },
      participants: [{ user: 'bob', type: 'conference' }],
    });
    await report([
      item('o2', old(2), 'old ad hoc'.replaceAll(' ', '-')),
      item('o1', old(1), 'old-room'),
      item('o3', old(3), 'still-used'),
      item('o4', at(0), 'still-used'),
    ]);
    const left = async () => (await callsOf(api, 'bob')).map(({ startedAt }) => startedAt);
    const cutoff = new Date('2021-01-01T00:00:00Z');
    expect(await calls.forgetCallsBefore(cutoff, 1)).toBe(1);
    expect(await left()).toEqual([at(0), old(3), old(2)]);
    expect(await calls.forgetCallsBefore(cutoff, 1000)).toBe(2);
    expect(await left()).toEqual([at(0)]);
    expect(await calls.forgetCallsBefore(cutoff, 1000)).toBe(0);
    expect(await countRows(api, 'conferences', `id = 'old-ad-hoc'`)).toBe(0);
    expect(await countRows(api, 'conferences', `id = 'still-used'`)).toBe(1);
    expect(await countRows(api, 'call_participants', 'TRUE')).toBe(1);
  });

  it('leaves what somebody is writing at that moment', async () => {
    const { calls, db } = api().assembly;
    const startedAt = '2020-01-01T00:00:00.000Z';
    await report([{ sessionId: 'held', startedAt, participants: [{ user: 'bob', type: 'missed' }] }]);
    await db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT FROM calls WHERE session_id = 'held' FOR UPDATE`;
      expect(await calls.forgetCallsBefore(new Date('2021-01-01T00:00:00Z'), 10)).toBe(0);
    });
    expect(await calls.forgetCallsBefore(new Date('2021-01-01T00:00:00Z'), 10)).toBe(1);
  });
});

describe('400', () => {
  const item = { sessionId: 's', startedAt: at(0), participants: [{ user: 'alice', type: 'missed' }] };

  it('refuses more than 1,000 items', async () => {
    const items = Array.from({ length: 1_001 }, () => item);
    expectProblem(await api().request().post('/v1/calls').send({ items }), 'malformed-request', '/items');
  });

  it.each([
    ['no items', {}, '/items'],
    ['no item', { items: [] }, '/items'],
    ['no name of the session', { items: [{ ...item, sessionId: '' }] }, '/items/0/sessionId'],
    ['no start', { items: [{ ...item, startedAt: undefined }] }, '/items/0/startedAt'],
    ['a start that is no time', { items: [item, { ...item, startedAt: 'noon' }] }, '/items/1/startedAt'],
    [
      'an end that is no time of RFC 3339',
      { items: [{ ...item, endedAt: '2026-W36-2' }] },
      '/items/0/endedAt',
    ],
    ['nobody', { items: [{ ...item, participants: [] }] }, '/items/0/participants'],
    ['a type that there is not', { items: [{ ...item, participants: [{ user: 'alice', type: 'video' }] }] }],
    ['an unknown field', { items: [{ ...item, quality: 5 }] }, '/items/0/quality'],
  ])('refuses %s', async (_, body, ...pointers: string[]) => {
    expectProblem(await api().request().post('/v1/calls').send(body), 'malformed-request', ...pointers);
  });
});

describeRefusedCallers(
  api,
  (agent) =>
    agent.post('/v1/calls').send({
      items: [{ sessionId: 'x', startedAt: at(0), participants: [{ user: 'alice', type: 'missed' }] }],
    }),
  ['calls:write'],
);
