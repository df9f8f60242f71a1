/** Lists of users against a list in memory: whatever way the database takes, the pages are the same. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPool, createPrisma } from '../../src/db/pool.js';
import { newId } from '../../src/core/ids.js';
import { foldForSearch, searchText } from '../../src/users/search-text.js';
import {
  pageQuery,
  sortField,
  toStoredUser,
  type RawUser,
  type SearchSteps,
  type StoredUser,
  type UserFilter,
} from '../../src/users/user-list.store.js';
import type { UserSort, UserStatus } from '../../src/users/users.schema.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const parts = ['an', 'na', 'ma', 'alt', 'ö', 'анн', 'ёж', 'ко', 'и', '_', '%', '\\', 'Ша'];
const names = fc.sample(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }), 150);
const group = newId();

let database: TestDatabase;
let prisma: ReturnType<typeof createPrisma>;
let pool: ReturnType<typeof createPool>;
/** Everybody, as the API reads them one by one. */
let everybody: StoredUser[];
let statusById: Map<string, UserStatus>;

/** What is reported of the user at this place, the strongest last. */
const reportsOf = (at: number) =>
  (['online', 'busy', 'owner'] as const).filter((_, strength) => at % [3, 7, 11][strength]! === 0);

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
  prisma = createPrisma(pool);
  const users = names.map((name, at) => {
    const displayName = name.join('');
    const login = `u${at * 7919}`;
    const look = { login, loginKey: login, loginSkeleton: login, loginScript: 'latin' };
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, 0, at % 20));
    const search = { searchText: searchText([login, displayName]) };
    return { id: newId(), ...look, displayName, createdAt, ...search, active: at % 3 > 0 };
  });
  await prisma.user.createMany({ data: users });
  await prisma.group.create({ data: { id: group, name: 'Some', nameKey: 'some' } });
  const members = users.filter((_, at) => at % 4 === 0);
  await prisma.membership.createMany({ data: members.map(({ id }) => ({ userId: id, groupId: group })) });
  const reporterId = newId();
  const presence = { reporterId, expiresAt: new Date(Date.now() + 3_600_000) };
  const reports = users.flatMap(({ id }, at) => [
    ...reportsOf(at).map((status) => ({ ...presence, userId: id, source: status, status })),
    { ...presence, userId: id, source: 'gone', status: 'owner', expiresAt: new Date(Date.now() - 1000) },
    { ...presence, userId: id, source: 'off', status: 'offline' },
  ]);
  await prisma.presence.createMany({ data: reports });
  statusById = new Map(
    users.map(({ id, active }, at) => [id, active ? (reportsOf(at).at(-1) ?? 'offline') : 'inactive']),
  );
  const include = { memberships: { select: { groupId: true } } };
  everybody = await prisma.user.findMany({ include });
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});

function expected({ q = '', active, status, groupId, withoutGroup }: UserFilter, sort: UserSort): string[] {
  const field = sortField(sort);
  const keyOf = (user: StoredUser) =>
    field === 'login'
      ? user.loginKey
      : field === 'displayName'
        ? user.displayName
        : user.createdAt.toISOString();
  const folded = foldForSearch(q);
  const found = everybody.filter(
    (user) =>
      (folded === '' || user.searchText.includes([...q].length < 3 ? `\n${folded}` : folded)) &&
      (active === undefined || user.active === active) &&
      (status === undefined || statusById.get(user.id) === status) &&
      (groupId === undefined || user.memberships.length > 0) &&
      (withoutGroup === undefined || user.memberships.length === 0),
  );
  const compare = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
  found.sort((one, other) => compare(`${keyOf(one)}\0${one.id}`, `${keyOf(other)}\0${other.id}`));
  if (sort.startsWith('-')) found.reverse();
  return found.map(({ login }) => login);
}

async function walk(
  filter: UserFilter,
  sort: UserSort,
  limit: number,
  steps: SearchSteps,
): Promise<string[]> {
  const seen: StoredUser[] = [];
  for (let after: string[] | null = null; ;) {
    const query = pageQuery(filter, sort, { limit, after }, steps);
    const rows = (await prisma.$queryRaw<RawUser[]>(query)).map(toStoredUser);
    seen.push(...rows.slice(0, limit));
    if (rows.length <= limit) return seen.map(({ login }) => login);
    const last = seen.at(-1)!;
    const keys = {
      login: last.loginKey,
      displayName: last.displayName,
      createdAt: last.createdAt.toISOString(),
    };
    after = [keys[sortField(sort)], last.id];
  }
}

const sorts: UserSort[] = ['login', '-login', 'displayName', '-displayName', 'createdAt', '-createdAt'];
const questions = fc.record({
  q: fc.oneof(
    fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 3 }).map((some) => some.join('')),
    fc.constantFrom(undefined, 'u', 'u7', '791', 'nobody', 'ANN', 'ЁЖ'),
  ),
  active: fc.constantFrom(undefined, undefined, true, false),
  status: fc.constantFrom(undefined, undefined, 'online', 'busy', 'owner', 'offline', 'inactive'),
  group: fc.constantFrom({}, {}, { groupId: group }, { withoutGroup: true }),
});

describe('rules 2.2 and 2.6: every page', () => {
  it('is that of the list in memory, whichever way it is found', async () => {
    const steps = fc.record({ near: fc.nat(20), few: fc.nat(20), far: fc.nat(60) });
    const property = fc.asyncProperty(
      questions,
      fc.constantFrom(...sorts),
      fc.integer({ min: 1, max: 40 }),
      steps,
      async ({ q, active, status, group: where }, sort, limit, way) => {
        const filter = { q, active, status: status, ...where };
        expect(await walk(filter, sort, limit, way)).toEqual(expected(filter, sort));
      },
    );
    await fc.assert(property, { numRuns: 300 });
  }, 60_000);

  it('has users as they are read one by one', async () => {
    const query = pageQuery({}, 'login', { limit: 200, after: null });
    const rows = (await prisma.$queryRaw<RawUser[]>(query)).map(toStoredUser);
    const byId = (one: StoredUser, other: StoredUser) => (one.id < other.id ? -1 : 1);
    expect(rows.sort(byId)).toEqual([...everybody].sort(byId));
  });
});

describe('an index', () => {
  async function planOf(q: string): Promise<string> {
    const query = pageQuery({ q }, 'login', { limit: 50, after: null }, { near: 0, few: 1, far: 0 });
    const client = await pool.connect();
    try {
      // A table this small is read whole unless that is forbidden.
      await client.query('SET enable_seqscan = off');
      await client.query('SET enable_indexscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${query.text}`, query.values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await client.query('RESET ALL');
      client.release();
    }
  }

  it.each([
    ['maalt', 'users_search_text_idx'],
    ['ма', 'users_search_in_latin_letters_idx'],
    ['Аннко', 'users_search_in_latin_letters_idx'],
  ])('finds %s', async (q, index) => {
    expect(await planOf(q)).toContain(index);
  });
});
