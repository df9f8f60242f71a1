import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserConference } from '../../../src/calls/conferences.schema.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { at, conferencesOf, putConference, reportCalls } from './calls.js';

const api = useService();
const list = (query: object) => api().request().get('/v1/users/alice/conferences').query(query);

const session = (sessionId: string, place: number, id: string, ...participants: object[]) => ({
  sessionId,
  startedAt: at(place * 3600),
  endedAt: at(place * 3600 + 60),
  conference: { id },
  participants,
});

beforeAll(async () => {
  for (const login of ['alice', 'bob']) await createUser(api, login);
  await putConference(api, 'own', { name: 'C own room', owner: 'alice@corp.example' });
  await putConference(api, 'invited', {
    name: 'A invited',
    kind: 'recurring',
    participants: ['alice', 'bob'],
    owner: 'bob',
  });
  await putConference(api, 'quiet', {
    name: 'D quiet',
    kind: 'scheduled',
    participants: ['alice'],
    schedule: { startsAt: at(0) },
  });
  await putConference(api, 'strange', { name: 'not hers', owner: 'bob', participants: ['bob'] });
  await putConference(api, 'foreign', { name: 'of another alice', owner: 'alice@other.example' });
  const alice = { user: 'alice', type: 'conference' };
  const bob = { user: 'bob', type: 'conference' };
  await reportCalls(api, [
    ...Array.from({ length: 12 }, (_, place) => session(`weekly${place}`, place, 'invited', bob)),
    session('own1', 1, 'own', alice),
    session('own2', 2, 'own', alice, bob),
    session('visited', 3, 'B-visited', alice, bob),
    session('missed', 4, 'missed-one', { user: 'alice', type: 'missed' }, bob),
    session('his', 5, 'strange', bob),
  ]);
});

describe('200', () => {
  it('rule 2.10: lists what the user owns, is invited to or took part in, each with its sessions', async () => {
    const found = await conferencesOf(api, 'alice');
    expect(found.map(({ id, kind, role, sessions }) => [id, kind, role, sessions.items.length])).toEqual([
      ['invited', 'recurring', 'participant', 10],
      ['B-visited', 'adHoc', 'participant', 1],
      ['own', 'virtualRoom', 'owner', 2],
      ['quiet', 'scheduled', 'participant', 0],
    ]);
    expect(found[2]!.sessions).toMatchObject({
      items: [{ startedAt: at(2 * 3600) }, { startedAt: at(3600), durationSeconds: 60 }],
      nextCursor: null,
    });
    expect(found[3]!.schedule).toEqual({
      startsAt: at(0),
      durationSeconds: null,
      timeZone: null,
      recurrence: null,
    });
  });

  it('rule 2.10: shows the latest sessions, and where the rest is', async () => {
    const [{ sessions } = fail()] = await conferencesOf(api, 'alice', { kind: 'recurring' });
    expect(sessions.items[0]!.startedAt).toBe(at(11 * 3600));
    const rest = await api()
      .request()
      .get('/v1/conferences/invited/sessions')
      .query({ cursor: sessions.nextCursor })
      .expect(200);
    expect(rest.body.items.map((item: { startedAt: string }) => item.startedAt)).toEqual([at(3600), at(0)]);
  });

  it.each([
    ['virtualRoom', ['own']],
    ['recurring', ['invited']],
    ['scheduled', ['quiet']],
    ['adHoc', ['B-visited']],
  ])('filters by the kind %s', async (kind, ids) => {
    const { body } = await list({ kind, total: true }).expect(200);
    expect([(body.items as UserConference[]).map(({ id }) => id), body.total]).toEqual([ids, ids.length]);
  });

  it('walks all pages, each conference once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ limit: 1, cursor, total: true }).expect(200);
      expect(body.total).toBe(4);
      seen.push(...(body.items as UserConference[]).map(({ id }) => id));
      cursor = (body.nextCursor as string | null) ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['invited', 'B-visited', 'own', 'quiet']);
  });

  it('is empty for somebody who takes part in nothing', async () => {
    await createUser(api, 'carol');
    expect(await conferencesOf(api, 'carol')).toEqual([]);
  });
});

function fail(): never {
  throw new Error('there is no such conference');
}

describeIfNoneMatch(api, () => '/v1/users/alice/conferences');

describe('400', () => {
  it('refuses an unknown kind and a foreign cursor', async () => {
    expectProblem(await list({ kind: 'weekly' }), 'malformed-request', 'kind');
    expectProblem(await list({ cursor: 'garbage' }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/users/alice/conferences'), ['calls:read']);

describe('404', () => {
  it('knows no nobody', async () => {
    expectProblem(await api().request().get('/v1/users/nobody/conferences'), 'user-not-found');
  });
});
