import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ConferenceSession } from '../../../src/calls/conferences.schema.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { at, putConference, reportCalls } from './calls.js';

const api = useService();
const list = (query: object) => api().request().get('/v1/conferences/room/sessions').query(query);

beforeAll(async () => {
  await createUser(api, 'alice');
  await putConference(api, 'room');
  const session = (id: string, place: number) => ({
    sessionId: `${id}${place}`,
    startedAt: at(place * 60),
    endedAt: place === 12 ? null : at(place * 60 + place),
    conference: { id },
    participants: [{ user: 'alice', type: 'conference' }],
  });
  const places = Array.from({ length: 13 }, (_, place) => place);
  await reportCalls(api, [...places.map((place) => session('room', place)), session('other', 0)]);
});

describe('200', () => {
  it('rule 2.10: lists the sessions of the conference, newest first, with how long they took', async () => {
    const { body } = await list({ total: true }).expect(200);
    const items = body.items as ConferenceSession[];
    expect([items.length, body.total, body.nextCursor]).toEqual([13, 13, null]);
    expect(items.map(({ startedAt }) => startedAt)).toEqual(
      Array.from({ length: 13 }, (_, place) => at((12 - place) * 60)),
    );
    expect(items.slice(0, 2).map(({ endedAt, durationSeconds }) => [endedAt, durationSeconds])).toEqual([
      [null, null],
      [at(11 * 60 + 11), 11],
    ]);
  });

  it('walks all pages, each session once', async () => {
    const whole = (await list({})).body.items as ConferenceSession[];
    const seen: ConferenceSession[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ limit: 4, cursor }).expect(200);
      seen.push(...(body.items as ConferenceSession[]));
      cursor = (body.nextCursor as string | null) ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(whole);
  });
});

describeIfNoneMatch(api, () => '/v1/conferences/room/sessions');

describe('400', () => {
  it('refuses a foreign cursor', async () => {
    expectProblem(await list({ cursor: 'garbage' }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/conferences/room/sessions'), ['calls:read']);

describe('404', () => {
  it('knows no conference nowhere', async () => {
    expectProblem(await api().request().get('/v1/conferences/nowhere/sessions'), 'conference-not-found');
  });
});
