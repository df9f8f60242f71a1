import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from '../../../src/people/people.schema.js';
import {
  audiences,
  profileFields,
  type Audience,
  type ProfileField,
} from '../../../src/policies/profile-fields.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { createWhole, setVisibility, shown, stored, traces, whole } from './people.js';

const api = useService();
const list = (query: object) => api().request().get('/v1/people').query(query);
const found = async (query: object): Promise<string[]> =>
  (await list(query).expect(200)).body.items.map((person: Person) => person.callId.split('@')[0]);

beforeAll(async () => {
  await createWhole(api);
  await createUser(api, 'zoe', { displayName: 'Aaron Zoe', email: 'z@elsewhere.example' });
  await createUser(api, 'former', { displayName: 'Former Firstcanary', active: false });
});
beforeEach(() => setVisibility(api, () => true));

describe('200', () => {
  it('lists in the order of display names, without who is deactivated, with a total when asked for', async () => {
    for (const audience of audiences) {
      const { body } = await list({ audience, total: true }).expect(200);
      const names = body.items.map((person: Person) => person.displayName);
      expect([names, body.total, body.nextCursor]).toEqual([['Aaron Zoe', 'Mathilda Display'], 2, null]);
    }
  });

  describe('rule 9.3: field by field and audience by audience', () => {
    const cells = profileFields.flatMap((field) => audiences.map((audience) => [field, audience] as const));

    it.each(cells)('%s is absent where it is hidden from %s alone', async (field, audience) => {
      await setVisibility(api, (other, to) => other !== field || to !== audience);
      for (const to of audiences) {
        const { body, text } = await list({ audience: to }).expect(200);
        const mathilda = (body.items as Person[])[1]!;
        for (const other of profileFields) {
          const isHidden = other === field && to === audience;
          expect([to, other, shown(mathilda, other)]).toEqual([
            to,
            other,
            isHidden ? undefined : stored(other),
          ]);
        }
        if (to === audience) for (const trace of traces(field)) expect(text).not.toContain(trace);
      }
    });
  });

  describe('rules 2.6 and 9.3: search', () => {
    const searched: readonly [ProfileField | 'login' | 'displayName', string][] = [
      ['login', 'mathilda'],
      ['login', 'ma'],
      ['displayName', 'a display'],
      ['firstName', 'firstcan'],
      ['firstName', 'fi'],
      ['lastName', 'LASTCANARY'],
      ['lastName', 'la'],
      ['email', 'mail-canary@corp'],
      ['email', 'canary@corp.example'],
    ];
    const cells = searched.flatMap(([field, q]) =>
      audiences.map((audience) => [field, q, audience] as const),
    );

    it.each(cells)('by %s, such as %s, does not find for %s what it hides', async (field, q, audience) => {
      expect(await found({ audience, q })).toEqual(['mathilda']);
      await setVisibility(api, (other, to) => other !== field || to !== audience);
      const isAlwaysSeen = field === 'login' || field === 'displayName';
      const { body } = await list({ audience, q, total: true }).expect(200);
      expect([body.items.length, body.total, body.nextCursor]).toEqual(
        isAlwaysSeen ? [1, 1, null] : [0, 0, null],
      );
      for (const other of audiences.filter((to) => to !== audience)) {
        expect(await found({ audience: other, q })).toEqual(['mathilda']);
      }
    });

    it.each(cells)('by %s, such as %s, finds for %s when it alone is shown', async (field, q, audience) => {
      await setVisibility(api, (other, to) => other === field && to === audience);
      expect(await found({ audience, q })).toEqual(['mathilda']);
    });

    it.each(['middlecan', 'companycan', '4711', 'busy'])('looks in no other field: %s', async (q) => {
      expect(await found({ audience: 'members', q })).toEqual([]);
    });

    it('finds by what is seen, whichever of the names are there', async () => {
      const names = { firstName: 'Qfirst', lastName: 'Qlast', email: 'qmail@corp.example' };
      const keys = Object.keys(names) as (keyof typeof names)[];
      const subsets = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
        keys.filter((_, at) => (bits & (1 << at)) !== 0),
      );
      for (const [at, present] of subsets.entries()) {
        const fields = Object.fromEntries(present.map((key) => [key, names[key]]));
        await createUser(api, `qlogin${at}`, { displayName: `qdisplay${at}`, ...fields });
      }
      for (const visible of subsets) {
        await setVisibility(api, (field) => visible.includes(field as (typeof keys)[number]));
        for (const key of keys) {
          const expected = subsets.flatMap((present, at) =>
            present.includes(key) && visible.includes(key) ? [`qlogin${at}`] : [],
          );
          expect([visible, key, await found({ audience: 'guests', q: names[key] })]).toEqual([
            visible,
            key,
            expected,
          ]);
        }
        expect(await found({ audience: 'guests', q: 'qdisplay3' })).toEqual(['qlogin3']);
        expect(await found({ audience: 'guests', q: 'qlogin5' })).toEqual(['qlogin5']);
      }
      for (const at of subsets.keys()) await api().request().delete(`/v1/users/qlogin${at}`).expect(204);
    });

    it('finds nobody across the end of a field, and takes signs of a pattern as they are', async () => {
      await setVisibility(api, (field) => field === 'email');
      expect(await found({ audience: 'guests', q: 'mathildamathilda' })).toEqual([]);
      expect(await found({ audience: 'guests', q: '%' })).toEqual([]);
      expect(await found({ audience: 'guests', q: 'm_thilda' })).toEqual([]);
    });

    it('does not find who is deactivated', async () => {
      expect(await found({ audience: 'members', q: 'firstcanary' })).toEqual(['mathilda']);
    });
  });

  it('walks all pages, each person once, also those of one name', async () => {
    for (let at = 0; at < 7; at += 1) await createUser(api, `twin${at}`, { displayName: 'Twin' });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ audience: 'guests', q: 'twin', limit: 3, cursor }).expect(200);
      seen.push(...(body.items as Person[]).map((person) => person.callId));
      cursor = (body.nextCursor as string | null) ?? undefined;
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, at) => `twin${at}@corp.example`));
  });

  it('shows the status to users of this server, and to nobody else', async () => {
    const items = [{ user: 'zoe', status: 'owner' }];
    await api().request().post('/v1/presence').send({ ttlSeconds: 60, items }).expect(200);
    const statusFor = async (audience: Audience) => (await list({ audience, q: 'zoe' })).body.items[0].status;
    expect([await statusFor('members'), await statusFor('federated'), await statusFor('guests')]).toEqual([
      'owner',
      undefined,
      undefined,
    ]);
  });

  it('shows somebody with every field as one person is shown', async () => {
    const { body } = await list({ audience: 'members', q: whole.displayName });
    const one = await api().request().get('/v1/people/mathilda?audience=members');
    expect(body.items).toEqual([one.body]);
  });
});

describeIfNoneMatch(api, () => '/v1/people?audience=members');

describe('400', () => {
  it.each([
    ['', 'audience'],
    ['audience=all', 'audience'],
    ['audience=guests&limit=0', 'limit'],
  ])('refuses ?%s', async (query, pointer) => {
    expectProblem(await api().request().get(`/v1/people?${query}`), 'malformed-request', pointer);
  });

  it('refuses a foreign cursor, and a second audience', async () => {
    expectProblem(await list({ audience: 'guests', cursor: 'garbage' }), 'invalid-cursor');
    const response = await api().request().get('/v1/people?audience=guests&audience=members');
    expectProblem(response, 'unknown-query-parameter', 'audience');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/people?audience=guests'), ['people:read']);
