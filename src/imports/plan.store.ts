/**
 * What becomes of each row, by the state in which the users are: created, updated, left alone or refused. Decided by the
 * database for thousands of rows at a time; what is said of a row is written in `import_outcomes`.
 */
import { idPrefix, idSql } from '../core/ids.js';
import type { Connection, Database } from '../db/database.js';
import { groupsOfUser } from '../users/index.js';
import { differs, isGiven, stored } from './field-conditions.store.js';
import { groupsBit, importFields, passwordBit } from './import-fields.js';

/** A range of rows: after the first number, up to and with the second. */
export type Range = readonly [after: number, through: number];

export interface GroupReference {
  /** As `import_rows.groups` has it. */
  ref: string;
  /** Null for a group that there is not. */
  id: string | null;
  isCustom: boolean;
}

/** What is not right between two rows of one file: the later one is refused (rules 1.2 and 1.3). */
const twins = `
  WITH same AS (
    SELECT login_key FROM import_rows WHERE import_id = $1 AND login_key IS NOT NULL
    GROUP BY login_key HAVING count(*) > 1
  ), alike AS (
    SELECT login_skeleton FROM import_rows WHERE import_id = $1 AND login_key IS NOT NULL
    GROUP BY login_skeleton HAVING min(login_script) <> max(login_script)
  ), firsts AS (
    SELECT row, login_key, login_script, problems,
      min(row) OVER (PARTITION BY login_key) AS first,
      min(row) FILTER (WHERE login_script = 'latin') OVER looks AS latin,
      min(row) FILTER (WHERE login_script = 'cyrillic') OVER looks AS cyrillic,
      min(row) FILTER (WHERE login_script = 'mixed') OVER looks AS mixed
    FROM import_rows
    WHERE import_id = $1 AND (login_key IN (SELECT login_key FROM same)
      OR login_skeleton IN (SELECT login_skeleton FROM alike))
    WINDOW looks AS (PARTITION BY login_skeleton)
  ), clashes AS (
    SELECT row, login_key, problems, nullif(first, row) AS first,
      least(CASE WHEN login_script <> 'latin' THEN latin END, CASE WHEN login_script <> 'cyrillic' THEN cyrillic END,
        CASE WHEN login_script <> 'mixed' THEN mixed END) AS look
    FROM firsts
  )
  INSERT INTO import_outcomes (import_id, row, outcome, problems)
  SELECT $1, row, 'refused', jsonb_build_array(jsonb_build_object('field', 'login',
    'code', CASE WHEN first IS NOT NULL THEN 'login-taken' ELSE 'login-confusable' END,
    'row', coalesce(first, look)))
  FROM clashes
  WHERE problems IS NULL AND (first IS NOT NULL
    OR look < row AND NOT EXISTS (SELECT FROM users WHERE users.login_key = clashes.login_key))
  ON CONFLICT DO NOTHING`;

const groupsDiffer = `${isGiven(groupsBit)} AND wanted.ids IS DISTINCT FROM ${groupsOfUser}`;

const isChanged = [...importFields.map(differs), groupsDiffer, isGiven(passwordBit)]
  .map((condition) => `(${condition})`)
  .join(' OR ');

const change = (condition: string, field: string, before: string, after: string) =>
  `(${condition}, '${field}', ${before}, ${after})`;

/** What of the user the row changes, as a list of field, before and after. */
const changes = `
  SELECT jsonb_agg(jsonb_build_object('field', field, 'before', before, 'after', after)) FROM (VALUES
    ${importFields.map((field) => change(differs(field), field.name, `to_jsonb(${stored(field)})`, `to_jsonb(s.${field.column})`)).join(',\n    ')},
    ${change(groupsDiffer, 'groups', `to_jsonb(${groupsOfUser})`, 'to_jsonb(wanted.ids)')},
    ${change(isGiven(passwordBit), 'password', 'NULL', 'NULL')}
  ) change (differs, field, before, after) WHERE change.differs`;

const problem = (condition: string, field: string, code: string, subject: string) =>
  `CASE WHEN ${condition} THEN jsonb_build_object('field', '${field}', 'code', '${code}', 'subject', ${subject}) END`;

const problems = `
  SELECT jsonb_agg(found) FROM unnest(ARRAY[
    ${problem('n.key IS NOT NULL', 'login', 'login-taken', 's.login')},
    ${problem('look.login IS NOT NULL', 'login', 'login-confusable', 'look.login')},
    ${problem('wanted.unknown IS NOT NULL', 'groups', 'group-not-found', 'wanted.unknown')},
    ${problem('wanted.built_in IS NOT NULL', 'groups', 'built-in-group', 'wanted.built_in')}
  ]) found WHERE found IS NOT NULL`;

/**
 * Whatever costs something is asked inside of a CASE, for those rows alone that need it, and in an inner query, so that
 * it is asked once. Groups are looked up in an object: a join would be planned by statistics that nobody has yet.
 */
const plan = `
  INSERT INTO import_outcomes (import_id, row, outcome, user_id, group_ids, changes, problems)
  SELECT $1, row,
    CASE WHEN problems IS NOT NULL THEN 'refused' WHEN user_id IS NULL THEN 'create'
      WHEN changes IS NULL THEN 'unchanged' ELSE 'update' END,
    coalesce(user_id, CASE WHEN problems IS NULL THEN ${idSql('$6::text', 'row')} END),
    group_ids, CASE WHEN problems IS NULL THEN changes END, problems
  FROM (
    SELECT s.row, u.id AS user_id, wanted.ids AS group_ids,
      CASE WHEN u.id IS NOT NULL AND (${isChanged}) THEN (${changes}) END AS changes,
      CASE WHEN s.problems IS NOT NULL THEN s.problems
        WHEN n.key IS NOT NULL OR look.login IS NOT NULL OR wanted.unknown IS NOT NULL OR wanted.built_in IS NOT NULL
        THEN (${problems}) END AS problems
    FROM import_rows s
    LEFT JOIN users u ON u.login_key = s.login_key
    LEFT JOIN names n ON n.key = s.login_key AND (u.id IS NULL OR n.user_id IS DISTINCT FROM u.id)
    LEFT JOIN LATERAL (
      SELECT o.login FROM users o
      WHERE u.id IS NULL AND o.login_skeleton = s.login_skeleton AND o.login_script NOT IN (s.login_script, 'none')
      LIMIT 1) look ON TRUE
    LEFT JOIN LATERAL (
      SELECT coalesce(array_agg(DISTINCT known.id ORDER BY known.id) FILTER (WHERE known.id IS NOT NULL), '{}') AS ids,
        min(ref) FILTER (WHERE known.id IS NULL) AS unknown, min(ref) FILTER (WHERE $5::jsonb ? ref) AS built_in
      FROM unnest(s.groups) ref CROSS JOIN LATERAL (SELECT ($4::jsonb ->> ref)::uuid) AS known (id)
      ) wanted ON s.groups IS NOT NULL
    WHERE s.import_id = $1 AND s.row > $2 AND s.row <= $3
    OFFSET 0
  ) facts
  ON CONFLICT DO NOTHING`;

const referencesOf = `
  SELECT named.ref, coalesce(one.id, other.id) AS id, coalesce(one.kind, other.kind) = 'custom' AS "isCustom"
  FROM (SELECT DISTINCT unnest(groups) AS ref FROM import_rows
    WHERE import_id = $1 AND row > $2 AND row <= $3) named
  LEFT JOIN groups one ON one.id = CASE WHEN named.ref ~ $4 THEN named.ref::uuid END
  LEFT JOIN groups other ON other.name_key = CASE WHEN named.ref !~ $4 THEN named.ref END`;

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

export class PlanStore {
  constructor(private readonly db: Database) {}

  /** Refuses rows that clash with an earlier one of the file. */
  async planTwins(connection: Connection, importId: string): Promise<void> {
    await connection.query(twins, [importId]);
  }

  /** Decides what becomes of the rows that nothing was decided of yet. */
  async plan(connection: Connection, importId: string, range: Range): Promise<void> {
    const groups = await connection.query<GroupReference>(referencesOf, [importId, ...range, uuid]);
    const known = groups.rows.filter(({ id }) => id !== null);
    const idsByReference = Object.fromEntries(known.map(({ ref, id }) => [ref, id]));
    const builtIn = known.filter(({ isCustom }) => !isCustom).map(({ ref }) => ref);
    const references = [JSON.stringify(idsByReference), JSON.stringify(builtIn)];
    await connection.query(plan, [importId, ...range, ...references, idPrefix()]);
  }

  /** Forgets what was decided of rows that are not refused for what other rows of the file say. */
  async forget(connection: Connection, importId: string, range: Range): Promise<void> {
    await connection.query(
      `DELETE FROM import_outcomes WHERE import_id = $1 AND row > $2 AND row <= $3
       AND NOT coalesce(problems -> 0 ? 'row', FALSE)`,
      [importId, ...range],
    );
  }

  async setPlanned(connection: Connection, importId: string, through: number): Promise<void> {
    await connection.query('UPDATE imports SET planned_through = $2 WHERE id = $1', [importId, through]);
  }

  /** How many rows of each outcome there are, up to a row. */
  async count(importId: string, through: number): Promise<Record<Outcome, number>> {
    const { rows } = await this.db.pool.query<{ outcome: Outcome; count: string }>(
      'SELECT outcome, count(*) FROM import_outcomes WHERE import_id = $1 AND row <= $2 GROUP BY outcome',
      [importId, through],
    );
    const none = { create: 0, update: 0, unchanged: 0, refused: 0 };
    return { ...none, ...Object.fromEntries(rows.map(({ outcome, count }) => [outcome, Number(count)])) };
  }
}

export type Outcome = 'create' | 'update' | 'unchanged' | 'refused';
