/**
 * Owns the merge that a book is: four streams of contacts, each in the order of the names shown. First what is the
 * owner's own, then what the books of their groups hold singly, then the members of the groups that these books show,
 * and users without group where those are shown. A contact counts in the first stream that has it.
 *
 * Each stream is walked along an index from where the page begins, so that neither the size of the book nor the depth of
 * the page costs anything.
 */
import { Prisma } from '../../generated/prisma/client.js';
import { isFoundBy } from '../users/index.js';
import type { Search } from './search.js';

type Sql = Prisma.Sql;
const { sql, empty } = Prisma;

export interface BookFilter {
  ownerId: string;
  search?: Search;
  /** Only what is in this contact group of the owner. */
  contactGroupId?: string;
  /** Only this one. */
  contactId?: string;
}

/**
 * How people are looked for: along the book, as far as it takes; at a glance, among the next `size` whom the book shows;
 * or among all users whom the filter finds, unless it finds more than `most`.
 */
export type Way =
  | { kind: 'walk'; manyGroups: number }
  | { kind: 'glance'; size: number }
  | { kind: 'among'; most: number | null };

/** Which part of the book: what comes behind these keys, and how many at most; all of it when there is no limit. */
export interface Part {
  after: readonly string[];
  limit: number | null;
}

/** The display name of a user, folded: just as an index has it. */
const nameKeyOfUser = sql`left(split_part(u.search_text, E'\n', 3), 200) COLLATE "C"`;
const foldedLogin = sql`split_part(u.search_text, E'\n', 2)`;

/** Behind every name that is shown: nothing has more characters, or later ones. */
const end = sql`repeat(U&'\\+10FFFF', 200) COLLATE "C" AS name_key, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid AS contact_id`;

/**
 * The common table expressions of a book. `page` has the keys of its rows; `cut` has a row where something was left out:
 * behind that place, or because too many would have to be looked at.
 */
export function bookStreams(filter: BookFilter, way: Way, part: Part): Sql {
  const entries = [ownEntries(filter, way, part), groupEntries(filter, way, part)];
  const all = Prisma.join(
    [...entries, ...people(filter, way, part)].map((stream) => sql`(${stream})`),
    ' UNION ALL ',
  );
  const isTried = way.kind === 'among' ? sql`NOT EXISTS (SELECT FROM cut)` : sql`TRUE`;
  return sql`${Prisma.join([sources(filter), ...preparations(filter, way, part)], ', ')}, page AS MATERIALIZED (
    SELECT * FROM (${all}) rows WHERE ${isTried} AND (name_key, contact_id) <= ${reach}
    ORDER BY name_key, contact_id ${limitTo(part.limit)})`;
}

/** Whose books count for the owner (rule 3.1), which groups these show, and who is shown for another reason already. */
function sources(filter: BookFilter): Sql {
  const owner = ownerOf(filter);
  return sql`${aliasTargets(filter)} book_groups AS MATERIALIZED (
    SELECT id, name, name_key FROM groups
    WHERE id IN (SELECT group_id FROM memberships WHERE user_id = ${owner})
      OR (kind = 'ungrouped' AND NOT EXISTS (SELECT FROM memberships WHERE user_id = ${owner}))
  ), showing AS MATERIALIZED (
    SELECT s.group_id, g.id, g.kind FROM shown_groups s JOIN groups g ON g.id = s.shown_group_id
    WHERE s.group_id IN (SELECT id FROM book_groups)
  ), shown AS MATERIALIZED (
    SELECT DISTINCT id, kind FROM showing
  ), wanted AS MATERIALIZED (
    SELECT c.contact_id FROM contact_group_contacts c JOIN contact_groups g ON g.id = c.contact_group_id
    WHERE g.id = ${filter.contactGroupId ?? null}::uuid AND g.owner_id = ${owner}
  ), own AS MATERIALIZED (
    SELECT contact_id FROM address_book_entries WHERE owner_id = ${owner} ${only(filter, sql`contact_id`)}
  ), held AS MATERIALIZED (
    SELECT contact_id FROM group_book_entries WHERE group_id IN (SELECT id FROM book_groups) ${only(filter, sql`contact_id`)}
  )`;
}

const reach = sql`((SELECT name_key FROM reach), (SELECT contact_id FROM reach))`;

/** What the streams of people are made from, how far they reach, and how far they saw everything. */
function preparations(filter: BookFilter, way: Way, part: Part): Sql[] {
  const nothingCut = sql`cut AS (SELECT WHERE FALSE)`;
  const reachEnd = sql`reach AS (SELECT ${end})`;
  if (way.kind === 'glance') return glance(part, way.size);
  if (way.kind === 'among') return [...candidates(filter, way), reachEnd];
  return part.limit === null
    ? [nothingCut, reachEnd]
    : [...reachOfPage(filter, part, part.limit, way.manyGroups), nothingCut];
}

/** The first few members of each group make a page already if there are many groups, so the page ends with them. */
function reachOfPage(filter: BookFilter, part: Part, limit: number, manyGroups: number): Sql[] {
  const share = sql`LIMIT (SELECT CASE WHEN count(*) > ${manyGroups} THEN ceil(${2 * limit}::float / count(*)) ELSE 0 END FROM shown)`;
  return [
    sql`first_members AS MATERIALIZED (${members(filter, part, share, false)})`,
    reachOf(
      sql`SELECT name_key, contact_id FROM first_members ORDER BY name_key, contact_id OFFSET ${limit - 1} LIMIT 1`,
    ),
  ];
}

function reachOf(place: Sql): Sql {
  return sql`reach AS MATERIALIZED ((${place}) UNION ALL SELECT ${end} ORDER BY name_key LIMIT 1)`;
}

/** A glance ends where the first group has more members than its share. */
function glance(part: Part, size: number): Sql[] {
  const share = sql`(SELECT ceil(${size}::float / count(*)) FROM shown)`;
  return [
    sql`cut AS MATERIALIZED (
      (SELECT place.* FROM shown s CROSS JOIN LATERAL (
        SELECT m.name_key, m.user_id AS contact_id FROM memberships m
        WHERE m.group_id = s.id AND (m.name_key, m.user_id) > ${position(part)}
        ORDER BY m.name_key, m.user_id OFFSET ${share} LIMIT 1) place)
      UNION ALL
      (SELECT ${nameKeyOfUser}, u.id FROM users u
      WHERE ${showsUngrouped} AND (${nameKeyOfUser}, u.id) > ${position(part)}
      ORDER BY ${nameKeyOfUser}, u.id OFFSET ${size} LIMIT 1)
      ORDER BY name_key, contact_id LIMIT 1)`,
    reachOf(sql`SELECT name_key, contact_id FROM cut`),
  ];
}

/** What the aliases that are searched for lead to. */
function aliasTargets({ search }: BookFilter): Sql {
  if (search === undefined) return empty;
  return sql`alias_targets AS MATERIALIZED (
    SELECT target_key FROM aliases
    WHERE search_text LIKE ${search.keyPattern} AND E'\n' || alias_key LIKE ${search.keyPattern}),`;
}

function ownEntries(filter: BookFilter, way: Way, part: Part): Sql {
  return sql`
    SELECT e.contact_id, e.name_key FROM address_book_entries e
    WHERE e.owner_id = ${ownerOf(filter)} AND (e.name_key, e.contact_id) > ${position(part)}
      AND (e.is_given_by_administrator OR e.is_added_by_user
        OR ${isShown(sql`e.contact_user_id`)} OR e.contact_id IN (SELECT contact_id FROM held))
      AND ${isCallable} ${only(filter, sql`e.contact_id`)} ${matchingEntry(filter, way)}
    ORDER BY e.name_key, e.contact_id ${limitTo(part.limit)}`;
}

/** Of several group books that hold a contact one that names it counts, and then the oldest group's. */
export const countsFirst = sql`o.display_name IS NULL, o.group_id`;

function groupEntries(filter: BookFilter, way: Way, part: Part): Sql {
  return sql`
    SELECT entry.* FROM book_groups b CROSS JOIN LATERAL (
      SELECT e.contact_id, e.name_key FROM group_book_entries e
      WHERE e.group_id = b.id AND (e.name_key, e.contact_id) > ${position(part)}
        AND e.contact_id <> ${ownerOf(filter)} AND e.contact_id NOT IN (SELECT contact_id FROM own)
        AND e.group_id = (
          SELECT o.group_id FROM group_book_entries o
          WHERE o.contact_id = e.contact_id AND o.group_id IN (SELECT id FROM book_groups)
          ORDER BY ${countsFirst} LIMIT 1)
        AND ${isCallable} ${only(filter, sql`e.contact_id`)} ${matchingEntry(filter, way)}
      ORDER BY e.name_key, e.contact_id ${limitTo(part.limit)}) entry`;
}

/** An entry that calls a whole group rests while the group has no ID to be called by (rule 3.4). */
const isCallable = sql`(e.pickup_group_id IS NULL
  OR EXISTS (SELECT FROM groups p WHERE p.id = e.pickup_group_id AND p.call_pickup_id IS NOT NULL))`;

/** The last two streams, or both in one where it is known who is looked at. */
function people(filter: BookFilter, way: Way, part: Part): Sql[] {
  if (way.kind === 'among') return [shownCandidates(filter, part)];
  return [members(filter, part, limitTo(part.limit), true), withoutGroup(filter, part)];
}

function members(filter: BookFilter, part: Part, limit: Sql, isWithinReach: boolean): Sql {
  const within = isWithinReach ? sql`AND (m.name_key, m.user_id) <= ${reach}` : empty;
  const user = filter.search === undefined ? empty : sql`JOIN users u ON u.id = m.user_id`;
  return sql`
    SELECT DISTINCT member.* FROM shown s CROSS JOIN LATERAL (
      SELECT m.user_id AS contact_id, m.name_key FROM memberships m ${user}
      WHERE m.group_id = s.id AND (m.name_key, m.user_id) > ${position(part)} ${within}
        ${notElsewhere(filter, sql`m.user_id`)} ${matchingUser(filter)}
      ORDER BY m.name_key, m.user_id ${limit}) member`;
}

function withoutGroup(filter: BookFilter, part: Part): Sql {
  return sql`
    SELECT u.id AS contact_id, ${nameKeyOfUser} AS name_key FROM users u
    WHERE ${showsUngrouped} AND (${nameKeyOfUser}, u.id) > ${position(part)} AND (${nameKeyOfUser}, u.id) <= ${reach}
      AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id)
      ${notElsewhere(filter, sql`u.id`)} ${matchingUser(filter)}
    ORDER BY ${nameKeyOfUser}, u.id ${limitTo(part.limit)}`;
}

function candidates(filter: BookFilter, { most }: Way & { kind: 'among' }): Sql[] {
  const limit = most === null ? empty : limitTo(most + 1);
  const columns = sql`u.id AS contact_id, ${nameKeyOfUser} AS name_key, ${callsUser(filter)} AS is_called`;
  const found = sql`SELECT ${columns} FROM users u
    WHERE ${foundUser(filter)} ${only(filter, sql`u.id`)} ${matchingUser(filter)} ${limit}`;
  const byAlias = sql`SELECT ${columns} FROM users u
    WHERE u.login_key IN (SELECT target_key FROM alias_targets) ${only(filter, sql`u.id`)} ${limit}`;
  return [
    sql`candidates AS MATERIALIZED ((${found}) ${filter.search === undefined ? empty : sql`UNION (${byAlias})`})`,
    sql`cut AS MATERIALIZED (SELECT FROM candidates ${most === null ? sql`WHERE FALSE` : sql`OFFSET ${most}`} LIMIT 1)`,
  ];
}

/** What an index can answer. */
function foundUser({ search }: BookFilter): Sql {
  if (search === undefined) return sql`TRUE`;
  return sql`(${Prisma.join(
    search.userPatterns.map((pattern) => sql`(${isFoundBy(pattern)})`),
    ' OR ',
  )})`;
}

/** In order first, so that whether they are shown is asked of no more than make the page. */
function shownCandidates(filter: BookFilter, part: Part): Sql {
  return sql`
    SELECT c.contact_id, c.name_key FROM (
      SELECT * FROM candidates WHERE (name_key, contact_id) > ${position(part)} ORDER BY name_key, contact_id OFFSET 0) c
    WHERE ${isShown(sql`c.contact_id`)} ${notElsewhere(filter, sql`c.contact_id`)}
    ORDER BY c.name_key, c.contact_id ${limitTo(part.limit)}`;
}

const showsUngrouped = sql`EXISTS (SELECT FROM shown WHERE kind = 'ungrouped')`;

/** Whether groups show this user; false for whoever is none. `IS TRUE` keeps the shown groups in a hash table. */
function isShown(user: Sql): Sql {
  return sql`(EXISTS (
      SELECT FROM memberships m WHERE m.user_id = ${user} AND (m.group_id IN (SELECT id FROM shown)) IS TRUE)
    OR (${showsUngrouped} AND ${user} IS NOT NULL AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = ${user})))`;
}

/** Rule 6.3: nobody sees themselves, nor one person twice. */
function notElsewhere(filter: BookFilter, user: Sql): Sql {
  return sql`AND ${user} <> ${ownerOf(filter)} AND ${user} NOT IN (SELECT contact_id FROM own)
    AND ${user} NOT IN (SELECT contact_id FROM held)`;
}

function only({ contactId, contactGroupId }: BookFilter, contact: Sql): Sql {
  if (contactId !== undefined) return sql`AND ${contact} = ${contactId}::uuid`;
  return contactGroupId === undefined ? empty : sql`AND ${contact} IN (SELECT contact_id FROM wanted)`;
}

/** Rule 6.5: by the name shown, by what calls the contact, or by an alias that does. */
function matchingEntry({ search }: BookFilter, way: Way): Sql {
  if (search === undefined) return empty;
  const user =
    way.kind === 'among'
      ? sql`e.contact_user_id IN (SELECT contact_id FROM candidates WHERE is_called)`
      : sql`EXISTS (SELECT FROM users u WHERE u.id = e.contact_user_id AND ${callsUser({ search })})`;
  return sql`AND (E'\n' || e.name_key LIKE ${search.pattern} OR ${callsKey(search, sql`e.call_key`)} OR ${user}
    OR EXISTS (SELECT FROM names n WHERE n.group_id = e.pickup_group_id AND ${callsKey(search, sql`n.key`)}))`;
}

function callsKey({ keyPattern }: Search, key: Sql): Sql {
  return sql`(E'\n' || ${key} LIKE ${keyPattern} OR ${key} IN (SELECT target_key FROM alias_targets))`;
}

function matchingUser({ search }: BookFilter): Sql {
  if (search === undefined) return empty;
  return sql`AND (E'\n' || ${nameKeyOfUser} LIKE ${search.pattern} OR ${callsUser({ search })})`;
}

/** Whether the search is for what calls this user. */
function callsUser({ search }: Pick<BookFilter, 'search'>): Sql {
  if (search === undefined) return sql`TRUE`;
  return sql`(E'\n' || ${foldedLogin} || ${search.serverSuffix} LIKE ${search.pattern}
    OR u.login_key IN (SELECT target_key FROM alias_targets))`;
}

function ownerOf({ ownerId }: BookFilter): Sql {
  return sql`${ownerId}::uuid`;
}

function position({ after: [nameKey, contactId] }: Part): Sql {
  return sql`(${nameKey}::text COLLATE "C", ${contactId}::uuid)`;
}

function limitTo(limit: number | null): Sql {
  return limit === null ? empty : sql`LIMIT ${limit}`;
}
