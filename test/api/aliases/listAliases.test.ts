import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Alias } from '../../../src/aliases/aliases.schema.js';
import {
  createAlias,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const list = (query: object) => api().request().get('/v1/aliases').query(query);
const found = async (query: object): Promise<string[]> =>
  (await list(query).expect(200)).body.items.map((item: Alias) => item.alias);

beforeAll(async () => {
  await createAlias(api, '111', 'Anna');
  await createAlias(api, '112', 'moore@guest.example');
  await createAlias(api, 'Boss', 'anna');
  await createAlias(api, 'room_1', '\\c\\webinar');
  await createAlias(api, 'камера', 'rtsp://camera.example/100%');
});

describe('200', () => {
  it('lists aliases in their order, with a total when asked', async () => {
    const { body } = await list({ total: true }).expect(200);
    expect(body.items.map((item: Alias) => item.alias)).toEqual(['111', '112', 'Boss', 'room_1', 'камера']);
    expect(body).toMatchObject({ total: 5, nextCursor: null });
  });

  it.each([
    ['11', ['111', '112']],
    ['12', []],
    ['112', ['112']],
    ['BOSS', ['Boss']],
    ['guest', ['112']],
    ['ann', ['111', 'Boss']],
    ['an', ['111', 'Boss']],
    ['КАМ', ['камера']],
    ['m_1', ['room_1']],
    ['100%', ['камера']],
    ['%', []],
    ['_', []],
    ['\\c\\', ['room_1']],
    ['', ['111', '112', 'Boss', 'room_1', 'камера']],
  ])('searches alias and call string for %j', async (q, expected) => {
    expect(await found({ q })).toEqual(expected);
  });

  it.each([
    ['ANNA@corp.example', ['111', 'Boss']],
    ['anna', ['111', 'Boss']],
    ['moore@GUEST.example', ['112']],
    ['111', []],
  ])('finds those that lead just to %s', async (callString, expected) => {
    expect(await found({ callString })).toEqual(expected);
  });

  it('walks all pages, each alias once, while others come', async () => {
    const whole = await found({});
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ limit: 2, cursor }).expect(200);
      seen.push(...body.items.map((item: Alias) => item.alias));
      cursor = body.nextCursor ?? undefined;
      await createAlias(api, `000-${seen.length}`, 'anna');
    } while (cursor !== undefined);
    expect(seen).toEqual(whole);
  });
});

describeIfNoneMatch(api, () => '/v1/aliases?q=111');

describe('400', () => {
  it('refuses a cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify(['group', 'a'])).toString('base64url');
    expectProblem(await list({ cursor }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/aliases'), ['aliases:read']);

describe('422', () => {
  it('says when the filter is no call string', async () => {
    expectProblem(await list({ callString: 'two words' }), 'invalid-call-string');
  });
});
