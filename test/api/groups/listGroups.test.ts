import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Group } from '../../../src/groups/groups.schema.js';
import {
  createGroup,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const list = (query: object) => api().request().get('/v1/groups').query(query);
const names = async (query: object): Promise<string[]> =>
  (await list(query).expect(200)).body.items.map((group: Group) => group.name);

beforeAll(async () => {
  for (const name of ['Support', 'board', 'R&D 100%', 'Übersetzer']) await createGroup(api, name);
});

describe('200', () => {
  it('rule 3.1: lists the three built-in groups among the rest, in the order of names', async () => {
    const { body } = await list({ total: true }).expect(200);
    expect(body.total).toBe(7);
    const all = body.items as Group[];
    expect(all.map((group) => group.name).slice(0, 4)).toEqual([
      'board',
      'Federated users',
      'Guest users',
      'R&D 100%',
    ]);
    const builtIn = all.filter((group) => group.kind !== 'custom').map((group) => group.kind);
    expect(builtIn.sort()).toEqual(['federated', 'guests', 'ungrouped']);
  });

  it.each([
    ['SUPP', ['Support']],
    ['users', ['Federated users', 'Guest users', 'Users without group']],
    ['100%', ['R&D 100%']],
    ['%', ['R&D 100%']],
    ['_', []],
    ['übers', ['Übersetzer']],
  ])('finds by part of the name: %s', async (q, expected) => {
    expect(await names({ q })).toEqual(expected);
  });

  it('finds by the whole name, whatever its case', async () => {
    expect(await names({ name: 'BOARD' })).toEqual(['board']);
    expect(await names({ name: 'boar' })).toEqual([]);
    expect(await names({ name: 'board', q: 'supp' })).toEqual([]);
  });

  it('walks all pages, each group once, while others come and go', async () => {
    const whole = await names({});
    const seen: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const { body } = await list({ limit: 2, cursor }).expect(200);
      seen.push(...body.items.map((group: Group) => group.name));
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
      await createGroup(api, `aaa${seen.length}`);
    }
    expect(seen).toEqual(whole);
  });

  it('RFC 8288: names the next page in a Link header', async () => {
    const { headers } = await list({ limit: 1, q: 'users' }).expect(200);
    const [, url] = /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '') ?? [];
    expect((await api().request().get(url!)).body.items[0].name).toBe('Guest users');
  });
});

describeIfNoneMatch(api, () => '/v1/groups?q=users');

describe('400', () => {
  it('refuses a cursor of another list', async () => {
    const { body } = await api().request().get('/v1/groups/ungrouped/members?limit=1');
    expect(body.nextCursor).toBeNull();
    const cursor = Buffer.from(JSON.stringify(['member', 'a'])).toString('base64url');
    expectProblem(await list({ cursor }), 'invalid-cursor');
  });

  it('names an unknown query parameter', async () => {
    expectProblem(await list({ sort: 'name' }), 'unknown-query-parameter', 'sort');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/groups'), ['groups:read']);
