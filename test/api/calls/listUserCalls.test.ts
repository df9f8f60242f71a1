import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CallRecord } from '../../../src/calls/calls.schema.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { at, callsOf, reportCalls } from './calls.js';

const api = useService();
const list = (query: object) => api().request().get('/v1/users/alice/calls').query(query);
const types = ['incoming', 'outgoing', 'missed', 'conference'] as const;

beforeAll(async () => {
  await createUser(api, 'alice');
  await createUser(api, 'bob');
  await reportCalls(
    api,
    Array.from({ length: 24 }, (_, place) => ({
      sessionId: `s${place}`,
      // Three of each second, and reported in no order.
      startedAt: at((place * 7) % 8),
      endedAt: at(((place * 7) % 8) + place),
      conference: place % 4 === 3 ? { id: 'room', name: 'Room' } : null,
      participants: [
        { user: 'alice', type: types[place % 4], peer: { callString: `p${place}@other.example` } },
      ],
    })),
  );
  await reportCalls(api, [
    { sessionId: 'his', startedAt: at(0), participants: [{ user: 'bob', type: 'incoming' }] },
  ]);
});

describe('200', () => {
  it('rule 2.10: lists the calls of the user, and of nobody else, newest first', async () => {
    const calls = await callsOf(api, 'alice');
    const starts = calls.map(({ startedAt }) => startedAt);
    expect(starts).toEqual([...starts].sort().reverse());
    expect(calls).toHaveLength(24);
    expect(await callsOf(api, 'bob')).toHaveLength(1);
  });

  it.each(types)('rule 2.10: filters by the type %s', async (type) => {
    const { body } = await list({ type, total: true }).expect(200);
    expect(body.total).toBe(6);
    expect(new Set((body.items as CallRecord[]).map((call) => call.type))).toEqual(new Set([type]));
    const all = await callsOf(api, 'alice');
    expect(body.items).toEqual(all.filter((call) => call.type === type));
  });

  it.each([{}, { type: 'missed' }])('walks all pages, each call once: %j', async (filter) => {
    const seen: CallRecord[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ ...filter, limit: 5, cursor }).expect(200);
      seen.push(...(body.items as CallRecord[]));
      cursor = (body.nextCursor as string | null) ?? undefined;
      // What is reported meanwhile shifts nothing.
      const participants = [{ user: 'alice', type: 'missed' }];
      if (seen.length === 5)
        await reportCalls(api, [{ sessionId: 'new', startedAt: at(1000), participants }]);
    } while (cursor !== undefined);
    const all = (await callsOf(api, 'alice', filter)).filter(({ startedAt }) => startedAt !== at(1000));
    expect(seen.filter(({ startedAt }) => startedAt !== at(1000))).toEqual(all);
  });

  it('shows no more than was reported: no time of a missed call, and none of one that lasts', async () => {
    await createUser(api, 'carol');
    await reportCalls(api, [
      { sessionId: 'm', startedAt: at(0), participants: [{ user: 'carol', type: 'missed' }] },
      {
        sessionId: 'm2',
        startedAt: at(1),
        endedAt: at(31),
        participants: [{ user: 'carol', type: 'missed' }],
      },
      { sessionId: 'o', startedAt: at(2), participants: [{ user: 'carol', type: 'outgoing' }] },
    ]);
    const calls = await callsOf(api, 'carol');
    expect(calls.map(({ endedAt, durationSeconds }) => [endedAt, durationSeconds])).toEqual([
      [null, null],
      [at(31), 0],
      [at(0), 0],
    ]);
    expect(calls[0]).toMatchObject({ peer: null, conference: null });
  });

  it.each(['alice', 'ALICE', 'alice@corp.example'])('rule 1.1: finds the user by %s', async (user) => {
    expect((await callsOf(api, user)).length).toBeGreaterThanOrEqual(24);
  });
});

describeIfNoneMatch(api, () => '/v1/users/alice/calls');

describe('400', () => {
  it.each([
    ['type=video', 'type'],
    ['limit=501', 'limit'],
  ])('refuses %s', async (query, pointer) => {
    expectProblem(await api().request().get(`/v1/users/alice/calls?${query}`), 'malformed-request', pointer);
  });

  it('refuses a foreign cursor', async () => {
    expectProblem(await list({ cursor: 'garbage' }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/users/alice/calls'), ['calls:read']);

describe('404', () => {
  it('knows no nobody', async () => {
    expectProblem(await api().request().get('/v1/users/nobody/calls'), 'user-not-found');
  });
});
