/**
 * The plain question for rights has a shortcut before Express. Nobody can tell: the same table of questions goes both
 * ways, and status, headers, body, log line and measurement are the same. A header that changes no answer, or one letter
 * of the subject in percent-encoding, keeps a request off the shortcut.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../src/core/clock.js';
import { createUser, useService } from '../api/api.js';
import { startTestService, type TestService } from '../support/service.js';

const time = { now: Date.now() };
const clock: Clock = { now: () => time.now };
const api = useService({ clock, trustedProxies: ['127.0.0.1/32'] });
let other: TestService;
let aliceId: string;
let keys: Record<'all' | 'plain' | 'foreign', string>;

beforeAll(async () => {
  other = await startTestService({ beside: api(), clock });
  aliceId = (await createUser(api, 'Alice')).id;
  await createUser(api, 'asleep', { active: false });
  await api()
    .request()
    .patch('/v1/zones/external')
    .send({ rights: { fileSending: false } })
    .expect(200);
  keys = {
    all: api().key,
    plain: await api().keyWith('rights:read'),
    foreign: await api().keyWith('users:read', 'zone:assert'),
  };
});
afterAll(() => other.stop());

interface Seen {
  status: number;
  headers: [string, string][];
  text: string;
  line: Record<string, unknown>;
}

/** The answer without its date, and the line that it left in the log without time and duration. */
async function ask(query: string, bearer: string | null, more: Record<string, string> = {}): Promise<Seen> {
  const authorization: Record<string, string> = bearer === null ? {} : { Authorization: `Bearer ${bearer}` };
  const headers = { 'X-Request-Id': 'same', ...authorization, ...more };
  const lines = api().log.length;
  const response = await fetch(`${api().url}/v1/effective-rights?${query}`, { headers });
  const text = await response.text();
  while (api().log.length === lines) await new Promise(setImmediate);
  const {
    time: _time,
    milliseconds: _duration,
    ...line
  } = JSON.parse(api().log.at(-1)!) as Record<string, unknown>;
  const kept = [...response.headers].filter(([name]) => name !== 'date').sort();
  return { status: response.status, headers: kept, text, line };
}

const longWays: [string, (query: string) => [string, Record<string, string>]][] = [
  ['a condition', (query) => [query, { 'If-None-Match': '"x"' }]],
  ['percent-encoding', (query) => [query.replace(/subject=(\w)/, encodeFirst), {}]],
];

function encodeFirst(_match: string, letter: string): string {
  return `subject=%${letter.charCodeAt(0).toString(16)}`;
}

const bothWays: Record<string, string>[] = [{}, { 'If-None-Match': '"x"' }];

const questions: [string, keyof typeof keys, string | (() => string), number][] = [
  ['a member', 'all', 'subject=alice', 200],
  ['a member in capitals', 'all', 'subject=ALICE', 200],
  ['a member by call ID', 'all', 'subject=alice@corp.example', 200],
  ['a member by UUID', 'all', () => `subject=${aliceId}`, 200],
  ['an inactive member', 'all', 'subject=asleep', 200],
  ['somebody unknown', 'all', 'subject=nobody', 200],
  ['an unknown UUID', 'all', 'subject=00000000-0000-7000-8000-00000000beef', 200],
  ['what can be nobody', 'all', 'subject=a@b@c', 200],
  ['a federated user', 'all', 'subject=moore@guest.example', 200],
  ['a federated user of an address', 'all', 'subject=moore@192.0.2.1', 200],
  ['from IPv4', 'all', 'subject=alice&ip=127.0.0.1', 200],
  ['from IPv6', 'all', 'ip=2001:db8::1&subject=alice', 200],
  ['from mapped IPv4', 'all', 'subject=alice&ip=::ffff:127.0.0.1', 200],
  ['from no address', 'all', 'subject=alice&ip=127.0.0', 400],
  ['from an empty address', 'all', 'subject=alice&ip=', 400],
  ['from the trusted zone', 'all', 'subject=alice&zone=trusted', 200],
  ['from the external zone', 'all', 'zone=external&subject=alice', 200],
  ['from no zone', 'all', 'subject=alice&zone=dmz', 400],
  ['from two places', 'all', 'subject=alice&zone=trusted&ip=127.0.0.1', 400],
  ['explained', 'all', 'subject=alice&explain=true', 200],
  ['not explained', 'all', 'subject=alice&explain=false', 200],
  ['with a word for a boolean', 'all', 'subject=alice&explain=yes', 400],
  ['of two', 'all', 'subject=alice&subject=asleep', 400],
  ['with an unknown parameter', 'all', 'subject=alice&x=1', 400],
  ['with a name alone', 'all', 'subject=alice&ip', 400],
  ['of 401 characters', 'all', `subject=${'x'.repeat(401)}`, 400],
  ['by a key for the plain question', 'plain', 'subject=alice&zone=trusted', 200],
  ['by a key that may name no address', 'plain', 'subject=alice&ip=127.0.0.1', 403],
  ['by a key that may not ask why', 'plain', 'subject=alice&explain=true', 403],
  ['by a key for something else', 'foreign', 'subject=alice', 403],
];

describe.each(longWays)('with %s', (_, longWay) => {
  it.each(questions)('%s, as %s: the same answer, log line and all', async (_who, caller, asked, status) => {
    const query = typeof asked === 'string' ? asked : asked();
    await ask(query, keys[caller]);
    const short = await ask(query, keys[caller]);
    const [sameQuery, headers] = longWay(query);
    const long = await ask(sameQuery, keys[caller], headers);
    expect(short).toEqual(long);
    expect(short.status).toBe(status);
  });
});

describe('beyond the table', () => {
  const both = async (query: string, bearer: string | null, headers: Record<string, string> = {}) => {
    const short = await ask(query, bearer, headers);
    const long = await ask(query, bearer, { ...headers, 'If-None-Match': '"x"' });
    expect(short).toEqual(long);
    return short;
  };

  it('the client of a proxy is in the log line of both', async () => {
    const { line } = await both('subject=alice', api().key, { 'X-Forwarded-For': '203.0.113.7' });
    expect(line['address']).toBe('203.0.113.7');
  });

  it('an odd request ID is replaced on both', async () => {
    for (const more of bothWays) {
      const seen = await ask('subject=alice', api().key, { 'X-Request-Id': '<odd>', ...more });
      const shown = seen.headers.find(([name]) => name === 'x-request-id')?.[1];
      expect(shown).toMatch(/^[\w-]{3,64}$/);
      expect(seen.line['requestId']).toBe(shown);
    }
  });

  it('nobody gets anything on either', async () => {
    expect((await both('subject=alice', null)).status).toBe(401);
    expect((await both('subject=alice', `${api().key}x`)).status).toBe(401);
  });

  it('both are measured as the same operation', async () => {
    const counted = async () => {
      const { text } = await api().request().get('/metrics').expect(200);
      return Number(/_count\{operation="getEffectiveRights",status="200"\} (\d+)/.exec(text)?.[1]);
    };
    const before = await counted();
    await ask('subject=alice', api().key);
    expect(await counted()).toBe(before + 1);
    await ask('subject=alice', api().key, { 'If-None-Match': '"x"' });
    expect(await counted()).toBe(before + 2);
  });

  it('a key that another instance deletes is refused by the very next answer of both', async () => {
    for (const more of bothWays) {
      const request = { name: 'short-lived', scopes: ['rights:read'] };
      const { body } = await api().request().post('/v1/api-keys').send(request).expect(201);
      for (let at = 0; at < 3; at += 1) expect((await ask('subject=alice', body.key, more)).status).toBe(200);
      await other.request().delete(`/v1/api-keys/${body.id}`).expect(204);
      expect((await ask('subject=alice', body.key, more)).status).toBe(401);
    }
  });

  it('a key that has expired is refused by both', async () => {
    const expiresAt = new Date(time.now + 60_000).toISOString();
    const request = { name: 'ending', scopes: ['rights:read'], expiresAt };
    const { body } = await api().request().post('/v1/api-keys').send(request).expect(201);
    await both('subject=alice', body.key);
    expect((await both('subject=alice', body.key)).status).toBe(200);
    time.now += 60_000;
    expect((await both('subject=alice', body.key)).status).toBe(401);
  });

  it('a change on another instance is in the very next answer of both', async () => {
    for (const slideShow of [false, true, false]) {
      await other.request().patch('/v1/zones/external').send({ rights: { slideShow } }).expect(200);
      const { text } = await both('subject=alice', api().key);
      expect(JSON.parse(text).rights.slideShow).toBe(slideShow);
      const rights = { pointToPointCalls: slideShow ? 'deny' : 'inherit' };
      await other.request().patch('/v1/users/alice/rights').send({ rights }).expect(200);
      expect(JSON.parse((await both('subject=alice', api().key)).text).rights.pointToPointCalls).toBe(
        !slideShow,
      );
    }
  });

  it('an instance that is being stopped says so on both, and still answers', async () => {
    api().readiness.isDraining = true;
    const { status, headers } = await both('subject=alice', api().key);
    api().readiness.isDraining = false;
    expect(status).toBe(200);
    expect(headers).toContainEqual(['connection', 'close']);
  });
});
