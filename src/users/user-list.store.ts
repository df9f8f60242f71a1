/** How lists of users are read: in any order, from any place on, at the same cost at the end as at the beginning. */
import { Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import { isAscii, isFound, isMatch } from './search.store.js';
import { isOfStatus, isReportedAs, reportedAs, statusCondition, type ReportedAs } from './status.store.js';
import type { UserSort, UserSource, UserStatus } from './users.schema.js';

/** A user as it is stored, with the groups it was put into. */
export type StoredUser = Prisma.UserGetPayload<{ include: { memberships: { select: { groupId: true } } } }>;

export interface UserFilter {
  /** Searched for in login, names and email (rule 2.6). */
  q?: string;
  /** ID of a group, or of *Users without group*. */
  groupId?: string;
  withoutGroup?: boolean;
  status?: UserStatus;
  active?: boolean;
  source?: UserSource;
}

/** What is sorted by, apart from the direction. */
export type SortField = 'login' | 'displayName' | 'createdAt';

const fields = {
  login: { key: Prisma.sql`login_key`, type: Prisma.sql`text` },
  displayName: { key: Prisma.sql`display_name`, type: Prisma.sql`text` },
  createdAt: { key: Prisma.sql`created_at`, type: Prisma.sql`timestamptz` },
} satisfies Record<SortField, { key: Prisma.Sql; type: Prisma.Sql }>;

/** What a sort names after its sign: `-displayName` is by display name, the last one first. */
export function sortField(sort: UserSort): SortField {
  return sort.replace('-', '') as SortField;
}

/** An order and the place in it from which a page is read, as SQL. */
interface Walk {
  key: Prisma.Sql;
  order: Prisma.Sql;
  /** True for whatever comes after the place. */
  isAfter: Prisma.Sql;
  /** One row more than asked for, to learn whether there is a next page. */
  limit: number;
}

function walkOf(sort: UserSort, { after, limit }: PageRequest): Walk {
  const { key, type } = fields[sortField(sort)];
  const [direction, sign] = sort.startsWith('-')
    ? [Prisma.sql`DESC`, Prisma.sql`<`]
    : [Prisma.sql`ASC`, Prisma.sql`>`];
  const isAfter =
    after === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(${key}, id) ${sign} (${after[0]}::${type}, ${after[1]}::uuid)`;
  return { key, order: Prisma.sql`ORDER BY ${key} ${direction}, id ${direction}`, isAfter, limit: limit + 1 };
}

function conditions(
  { groupId, withoutGroup, status, active, source }: UserFilter,
  ofStatus: (status: UserStatus) => Prisma.Sql = isOfStatus,
): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  if (groupId !== undefined) {
    found.push(
      Prisma.sql`EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id AND m.group_id = ${groupId}::uuid)`,
    );
  }
  if (withoutGroup === true) {
    found.push(Prisma.sql`NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id)`);
  }
  if (status !== undefined) found.push(ofStatus(status));
  if (active !== undefined) found.push(Prisma.sql`active = ${active}`);
  if (source !== undefined) found.push(Prisma.sql`source = ${source}`);
  return found;
}

function all(found: readonly Prisma.Sql[]): Prisma.Sql {
  return found.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...found], ' AND ');
}

/** The condition on `users` for a filter, where all that fit are read. */
export function condition({ q, ...filter }: UserFilter): Prisma.Sql {
  const found = conditions(filter, statusCondition);
  return all(q === undefined || q === '' ? found : [isFound(q), ...found]);
}

/** How far it is looked for what is searched for, before it is looked for in another way: some 10 ms each. */
export interface SearchSteps {
  /** Rows of the order in which what is everywhere fills a page. */
  near: number;
  /** Matches that are found and sorted, all of them. */
  few: number;
  /** Rows of the order in which more matches than that fill a page, unless they lie together. */
  far: number;
}

/**
 * A short text is in many names, a longer one in few or in all of them. A match in other letters than those of ASCII costs
 * several times as much to look at (`isFound`).
 */
function usualSteps(q: string): SearchSteps {
  return { near: q.length < 4 ? 500 : 150, few: isAscii(q) ? 8000 : 2000, far: 30_000 };
}

/**
 * The keys of a page, as common table expressions that end in `page`. What is searched for may be everywhere or nearly
 * nowhere, and nobody knows beforehand. What fills a page from the next few rows is everywhere. Otherwise an index finds
 * it; if that is few, they are sorted. If it is many, the next page is not far along the order, and if it is (all the
 * matches lie together), there is no way around finding them all. Each step runs only if those before it did not do.
 * Materialized, or the planner would put them together and walk the whole order to find a rare match.
 */
function pageOfFound(q: string, filter: UserFilter, walk: Walk, steps: SearchSteps): Prisma.Sql {
  const { key, order, isAfter, limit } = walk;
  const fits = all([isMatch(q), ...conditions(filter)]);
  const isIndexed = all([isFound(q), ...conditions(filter)]);
  const next = (rows: number, when: Prisma.Sql) => Prisma.sql`
    SELECT id, ${key} FROM (SELECT * FROM users WHERE ${isAfter} AND ${when} ${order} LIMIT ${rows}) users
    WHERE ${fits} ${order} LIMIT ${limit}`;
  // What reaches the end of the order has seen all that is left, however little that is.
  const reachesEnd = (rows: number) => Prisma.sql`
    (SELECT count(*) FROM (SELECT FROM users WHERE ${isAfter} ${order} LIMIT ${rows}) rest) < ${rows}`;
  const nearFails = Prisma.sql`NOT (SELECT fills FROM near_page)`;
  const fewFails = Prisma.sql`NOT (SELECT are_all FROM few_page)`;
  const farFails = Prisma.sql`NOT (SELECT fills FROM far_page)`;
  return Prisma.sql`
    near AS MATERIALIZED (${next(steps.near, Prisma.sql`TRUE`)}),
    near_page AS MATERIALIZED (
      SELECT count(*) = ${limit} OR ${reachesEnd(steps.near)} AS fills FROM near),
    few AS MATERIALIZED (SELECT id, ${key} FROM users WHERE ${isIndexed} AND ${nearFails} LIMIT ${steps.few + 1}),
    few_page AS MATERIALIZED (SELECT count(*) <= ${steps.few} AS are_all FROM few),
    far AS MATERIALIZED (${next(steps.far, fewFails)}),
    far_page AS MATERIALIZED (
      SELECT CASE WHEN ${fewFails} THEN count(*) = ${limit} OR ${reachesEnd(steps.far)} END AS fills FROM far),
    every AS MATERIALIZED (SELECT id, ${key} FROM users WHERE ${isIndexed} AND ${fewFails} AND ${farFails}),
    page AS (
      SELECT id FROM near WHERE NOT ${nearFails}
      UNION ALL (SELECT id FROM few WHERE ${isAfter} AND NOT ${fewFails} ${order} LIMIT ${limit})
      UNION ALL SELECT id FROM far WHERE NOT ${farFails}
      UNION ALL (SELECT id FROM every WHERE ${isAfter} ${order} LIMIT ${limit}))`;
}

function pageOfAll(filter: UserFilter, { order, isAfter, limit }: Walk): Prisma.Sql {
  const both = all([isAfter, ...conditions(filter)]);
  return Prisma.sql`page AS (SELECT id FROM users WHERE ${both} ${order} LIMIT ${limit})`;
}

/** So many of a status are found and sorted; among more than that a page is not far along the order. */
const fewReported = 4_000;

/** A page of those of whom something is reported, who may be a handful among a million, or a fifth of them. */
function pageOfReported(status: ReportedAs, filter: UserFilter, walk: Walk, few: number): Prisma.Sql {
  const { key, order, isAfter, limit } = walk;
  const fits = all(conditions(filter));
  const areFew = Prisma.sql`(SELECT count(*) <= ${few} FROM reported)`;
  return Prisma.sql`
    reported AS MATERIALIZED (${reportedAs(status, few + 1)}),
    few AS MATERIALIZED (
      SELECT id, ${key} FROM users WHERE ${areFew} AND id IN (SELECT user_id FROM reported) AND ${fits}),
    page AS (
      (SELECT id FROM few WHERE ${isAfter} ${order} LIMIT ${limit})
      UNION ALL
      (SELECT id FROM users WHERE NOT ${areFew} AND ${isAfter} AND ${fits} ${order} LIMIT ${limit}))`;
}

function keysOfPage(
  q: string | undefined,
  filter: UserFilter,
  walk: Walk,
  steps: SearchSteps | undefined,
): Prisma.Sql {
  if (q !== undefined && q !== '') return pageOfFound(q, filter, walk, steps ?? usualSteps(q));
  const { status } = filter;
  if (!isReportedAs(status)) return pageOfAll(filter, walk);
  return pageOfReported(status, filter, walk, steps?.few ?? fewReported);
}

/** One statement: what is read in a second one may be gone by then, and with it the rest of the list. */
export function pageQuery(
  { q, ...filter }: UserFilter,
  sort: UserSort,
  page: PageRequest,
  steps?: SearchSteps,
): Prisma.Sql {
  const walk = walkOf(sort, page);
  return Prisma.sql`
    WITH ${keysOfPage(q, filter, walk, steps)}
    SELECT *, ARRAY(SELECT group_id FROM memberships m WHERE m.user_id = users.id ORDER BY group_id) AS group_ids
    FROM users WHERE id IN (SELECT id FROM page) ${walk.order}`;
}

/** A row as the database names its columns. */
export type RawUser = Record<string, unknown> & { group_ids: string[] };

const listFields: readonly string[] = [
  'mobilePhones',
  'workPhones',
  'homePhones',
  'otherPhones',
  'grantedRights',
  'deniedRights',
] satisfies (keyof StoredUser)[];

/** As Prisma names and reads them: a list that was never set is empty. */
export function toStoredUser({ group_ids: groupIds, ...columns }: RawUser): StoredUser {
  const fields = Object.entries(columns).map(([column, value]) => {
    const field = camelCase(column);
    return [field, value === null && listFields.includes(field) ? [] : value];
  });
  const row = Object.fromEntries(fields) as Omit<StoredUser, 'memberships'>;
  return { ...row, memberships: groupIds.map((groupId) => ({ groupId })) };
}

function camelCase(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
