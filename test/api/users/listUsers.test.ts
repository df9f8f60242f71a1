import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Group } from '../../../src/groups/groups.schema.js';
import type { User } from '../../../src/users/users.schema.js';
import {
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const list = (query: object) => api().request().get('/v1/users').query(query);
const logins = async (query: object): Promise<string[]> =>
  (await list(query).expect(200)).body.items.map((user: User) => user.login);

let staff: Group;

beforeAll(async () => {
  const francoise = await createUser(api, 'francoise', {
    displayName: 'Françoise Lefèvre',
    company: 'Secret',
  });
  await createUser(api, 'semyon', { displayName: 'Семён Йорданов', lastName: 'Йорданов' });
  await createUser(api, 'bjorn', { firstName: 'Bjørn', lastName: 'Ångström', email: 'bjorn@straße.example' });
  await createUser(api, 'percent', { displayName: '100%_sure\\really' });
  await createUser(api, 'xavier', { displayName: 'Zed', active: false });
  staff = await createGroup(api, 'Staff');
  await join(api, staff, francoise);
});

describe('200', () => {
  it('lists in the order of logins, with a total only when asked for', async () => {
    const { body } = await list({}).expect(200);
    expect(body.items.map((user: User) => user.login)).toEqual([
      'bjorn',
      'francoise',
      'percent',
      'semyon',
      'xavier',
    ]);
    expect(body.nextCursor).toBeNull();
    expect(body).not.toHaveProperty('total');
    expect((await list({ total: true, limit: 1 })).body.total).toBe(5);
  });

  it.each([
    ['francoise', ['francoise']],
    ['FRANÇOISE', ['francoise']],
    ['lefevre', ['francoise']],
    ['Семен', ['semyon']],
    ['СЕМЁН', ['semyon']],
    ['йордан', ['semyon']],
    ['иордан', []],
    ['bjorn', ['bjorn']],
    ['angstrom', ['bjorn']],
    ['STRASSE', ['bjorn']],
    ['cois', ['francoise']],
    ['Secret', []],
    ['100%', ['percent']],
    ['0%_', ['percent']],
    ['___', []],
    ['%%%', []],
    ['\\really', ['percent']],
  ])('rule 2.6: %s finds %j', async (q, expected) => {
    expect(await logins({ q })).toEqual(expected);
  });

  it.each([
    ['fr', ['francoise']],
    ['le', []],
    ['ån', ['bjorn']],
    ['oi', []],
    ['ze', ['xavier']],
    ['%', []],
  ])('rule 2.6: fewer than three characters match the beginning: %s finds %j', async (q, expected) => {
    expect(await logins({ q })).toEqual(expected);
  });

  it('filters by group, also by those in none, under either of its names (rule 3.1)', async () => {
    expect(await logins({ group: staff.id })).toEqual(['francoise']);
    const others = ['bjorn', 'percent', 'semyon', 'xavier'];
    expect(await logins({ group: 'ungrouped' })).toEqual(others);
    const { body } = await api().request().get('/v1/groups/ungrouped');
    expect(await logins({ group: body.id })).toEqual(others);
    expect((await list({ group: body.id, total: true })).body.total).toBe(4);
  });

  it('filters by state, status and source', async () => {
    expect(await logins({ active: false })).toEqual(['xavier']);
    expect(await logins({ status: 'inactive' })).toEqual(['xavier']);
    expect(await logins({ status: 'offline', q: 'semyon' })).toEqual(['semyon']);
    expect(await logins({ status: 'online' })).toEqual([]);
    expect(await logins({ source: 'ldap' })).toEqual([]);
    expect(await logins({ source: 'registry', active: true, q: 'bjo' })).toEqual(['bjorn']);
  });

  it.each(['login', '-login', 'displayName', '-displayName', 'createdAt', '-createdAt'])(
    'walks all pages in the order of %s, each user once',
    async (sort) => {
      const whole = await logins({ sort });
      expect(await walk({ sort, limit: 2 })).toEqual(whole);
      expect([...whole].sort()).toEqual(['bjorn', 'francoise', 'percent', 'semyon', 'xavier']);
    },
  );

  it('turns an order round with a minus sign', async () => {
    expect(await logins({ sort: '-login' })).toEqual((await logins({ sort: 'login' })).reverse());
    const response = await list({ sort: '-login', cursor: (await list({ limit: 1 })).body.nextCursor });
    expectProblem(response, 'invalid-cursor');
  });

  it('RFC 8288: names the next page in a Link header that keeps the question', async () => {
    const first = await api().request().get('/v1/users?q=e&limit=1&sort=login').expect(200);
    expect(first.headers['link']).toBeUndefined();
    const response = await api().request().get('/v1/users?active=true&limit=3').expect(200);
    const [, url] = /^<([^>]+)>; rel="next"$/.exec(response.headers['link'] ?? '') ?? [];
    expect(url).toContain('active=true');
    const { body } = await api().request().get(url!).expect(200);
    expect(body.items.map((user: User) => user.login)).toEqual(['semyon']);
    expect(body.nextCursor).toBeNull();
  });

  it('keeps a question mark of the question in the Link header', async () => {
    await createUser(api, 'what1', { displayName: 'what? one' });
    await createUser(api, 'what2', { displayName: 'what? two' });
    const { headers } = await api().request().get('/v1/users?q=what?&limit=1').expect(200);
    expect(headers['link']).toContain('q=what%3F&');
    await Promise.all(['what1', 'what2'].map((login) => api().request().delete(`/v1/users/${login}`)));
  });

  it('shows nobody twice and misses nobody who stays, whatever comes and goes meanwhile', async () => {
    const staying = Array.from({ length: 12 }, (_, at) => `page${String(at * 2).padStart(2, '0')}`);
    for (const login of staying) await createUser(api, login);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page += 1) {
      const { body } = await list({ q: 'page', limit: 3, cursor }).expect(200);
      seen.push(...body.items.map((user: User) => user.login));
      // One that was seen goes, one comes before, one comes after.
      await api()
        .request()
        .delete(`/v1/users/${seen.at(-1)}`)
        .expect(204);
      await createUser(api, `page${String(page * 6 + 1).padStart(2, '0')}`);
      await createUser(api, `page9${page}`);
      if (body.nextCursor === null || page === 3) break;
      cursor = body.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((login) => staying.includes(login))).toEqual(staying);
  });
});

describe('while others write', () => {
  it.each(['login', '-displayName'])('shows all who stay, each once, in the order of %s', async (sort) => {
    const mark = sort.replace('-', 'r');
    const staying = Array.from({ length: 30 }, (_, at) => `${mark}${at * 3}`);
    for (const login of staying) await createUser(api, login, { displayName: `${mark} ${login}` });
    let isOver = false;
    const writer = async (first: number) => {
      for (let at = first; !isOver; at += 3) {
        await createUser(api, `${mark}${at}`, { displayName: `${mark} ${mark}${at}` });
        await api().request().delete(`/v1/users/${mark}${at}`).expect(204);
      }
    };
    const writers = [writer(1), writer(2)];
    for (let round = 0; round < 2; round += 1) {
      const seen = await walk({ q: mark, sort, limit: 3 });
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((login) => staying.includes(login)).sort()).toEqual([...staying].sort());
    }
    isOver = true;
    await Promise.all(writers);
    await Promise.all(staying.map((login) => api().request().delete(`/v1/users/${login}`).expect(204)));
  });
});

async function walk(query: { q?: string; sort: string; limit: number }): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { body } = await list({ ...query, cursor }).expect(200);
    expect(body.items.length).toBeLessThanOrEqual(query.limit);
    found.push(...body.items.map((user: User) => user.login));
    if (body.nextCursor === null) return found;
    cursor = body.nextCursor as string;
  }
}

describeIfNoneMatch(api, () => '/v1/users?limit=2');

describe('400', () => {
  it.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=ten', 'limit'],
    ['active=maybe', 'active'],
    ['status=gone', 'status'],
    ['sort=email', 'sort'],
    ['group=federated', 'group'],
    ['total=yes', 'total'],
  ])('refuses %s', async (query, pointer) => {
    expectProblem(await api().request().get(`/v1/users?${query}`), 'malformed-request', pointer);
  });

  it.each(['page=2', 'Limit=2', 'limit=1&limit=2'])('names the parameter in %s', async (query) => {
    const response = await api().request().get(`/v1/users?${query}`);
    expectProblem(response, 'unknown-query-parameter', query.split('=')[0]!);
  });

  it.each([
    'garbage',
    cursorOf('createdAt', '2026-01-01T00:00:00.000Z', '00000000-0000-7000-8000-000000000001'),
    cursorOf('login', 'a'),
    cursorOf('login', 'a', 'no UUID'),
    cursorOf('login', 'a\0', '00000000-0000-7000-8000-000000000001'),
    cursorOf('login', 'a', '00000000-0000-7000-8000-000000000001', 'more'),
  ])('refuses the foreign cursor %s', async (cursor) => {
    expectProblem(await list({ cursor }), 'invalid-cursor');
  });

  it.each(['yesterday', '2026-13-01T00:00:00.000Z'])('refuses a cursor at the time %s', async (time) => {
    const cursor = cursorOf('createdAt', time, '00000000-0000-7000-8000-000000000001');
    expectProblem(await list({ sort: 'createdAt', cursor }), 'invalid-cursor');
  });
});

function cursorOf(...parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

describeRefusedCallers(api, (agent) => agent.get('/v1/users'), ['users:read']);
