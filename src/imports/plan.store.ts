/**
 * What becomes of each row, by the state in which the users are: created, updated, left alone or refused. Decided by the
 * database for thousands of rows at a time; what is said of a row is written in `import_outcomes`.
 */
import { idPrefix, idSql } from '../core/ids.js';
import type { Connection, Database } from '../db/database.js';
import { groupsBit, importFields, passwordBit, type ImportField } from './import-fields.js';

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
      min(row) FILTER (WHERE login_script = 'cyrillic') OVER looks AS cyrillic
    FROM import_rows
    WHERE import_id = $1 AND (login_key IN (SELECT login_key FROM same)
      OR login_skeleton IN (SELECT login_skeleton FROM alike))
    WINDOW looks AS (PARTITION BY login_skeleton)
  ), clashes AS (
    SELECT row, login_key, problems, nullif(first, row) AS first,
      CASE login_script WHEN 'latin' THEN cyrillic WHEN 'cyrillic' THEN latin ELSE least(latin, cyrillic) END AS look
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

const isGiven = (bit: number) => `s.given & ${bit} <> 0`;

/** The stored value; a list that was never set is an empty one. */
const present = ({ column, type }: ImportField) =>
  type === 'list' ? `coalesce(u.${column}, '{}')` : `u.${column}`;

const differs = (field: ImportField) =>
  `${isGiven(field.bit)} AND s.${field.column} IS DISTINCT FROM ${present(field)}`;

/** What of the user the row changes, as a list of field, before and after; null for nothing. */
const changes = `
  SELECT jsonb_agg(jsonb_build_object('field', field, 'before', before, 'after', after)) AS list FROM (VALUES
    ${importFields.map((field) => `(${differs(field)}, '${field.name}', to_jsonb(${present(field)}), to_jsonb(s.${field.column}))`).join(',\n    ')},
    (${isGiven(groupsBit)} AND wanted.ids IS DISTINCT FROM joined.ids, 'groups', to_jsonb(joined.ids), to_jsonb(wanted.ids)),
    (${isGiven(passwordBit)}, 'password', NULL, NULL)
  ) change (differs, field, before, after) WHERE change.differs`;

const problem = (condition: string, field: string, code: string, subject: string) =>
  `CASE WHEN ${condition} THEN jsonb_build_object('field', '${field}', 'code', '${code}', 'subject', ${subject}) END`;

const plan = `
  WITH known AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($4::jsonb) AS known (ref text, id uuid, is_custom boolean)
  ), named AS (
    SELECT s.row, array_agg(DISTINCT known.id ORDER BY known.id) AS ids,
      min(one.ref) FILTER (WHERE known.id IS NULL) AS unknown,
      min(one.ref) FILTER (WHERE NOT known.is_custom) AS built_in
    FROM import_rows s CROSS JOIN unnest(s.groups) AS one (ref) LEFT JOIN known USING (ref)
    WHERE s.import_id = $1 AND s.row > $2 AND s.row <= $3 GROUP BY s.row
  )
  INSERT INTO import_outcomes (import_id, row, outcome, user_id, group_ids, changes, problems)
  SELECT $1, s.row,
    CASE WHEN wrong.list IS NOT NULL THEN 'refused' WHEN u.id IS NULL THEN 'create'
      WHEN changed.list IS NULL THEN 'unchanged' ELSE 'update' END,
    coalesce(u.id, CASE WHEN wrong.list IS NULL THEN ${idSql('$5::text')} END),
    wanted.ids,
    CASE WHEN wrong.list IS NULL THEN changed.list END,
    wrong.list
  FROM import_rows s
  LEFT JOIN users u ON u.login_key = s.login_key
  LEFT JOIN names n ON n.key = s.login_key AND n.user_id IS DISTINCT FROM u.id
  LEFT JOIN LATERAL (
    SELECT o.login FROM users o
    WHERE u.id IS NULL AND o.login_skeleton = s.login_skeleton AND o.login_script NOT IN (s.login_script, 'none')
    LIMIT 1) look ON TRUE
  LEFT JOIN named ON named.row = s.row
  CROSS JOIN LATERAL (
    SELECT CASE WHEN s.groups IS NOT NULL THEN coalesce(named.ids, '{}') END AS ids, named.unknown, named.built_in
    ) wanted
  LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(m.group_id ORDER BY m.group_id), '{}') AS ids
    FROM memberships m WHERE m.user_id = u.id) joined ON u.id IS NOT NULL AND s.groups IS NOT NULL
  LEFT JOIN LATERAL (${changes}) changed ON u.id IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT coalesce(s.problems, jsonb_agg(found)) AS list FROM unnest(ARRAY[
      ${problem('n.key IS NOT NULL', 'login', 'login-taken', 's.login')},
      ${problem('look.login IS NOT NULL', 'login', 'login-confusable', 'look.login')},
      ${problem('wanted.unknown IS NOT NULL', 'groups', 'group-not-found', 'wanted.unknown')},
      ${problem('wanted.built_in IS NOT NULL', 'groups', 'built-in-group', 'wanted.built_in')}
    ]) found WHERE found IS NOT NULL
    ) wrong ON s.problems IS NOT NULL OR n.key IS NOT NULL OR look.login IS NOT NULL
      OR wanted.unknown IS NOT NULL OR wanted.built_in IS NOT NULL
  WHERE s.import_id = $1 AND s.row > $2 AND s.row <= $3
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
    const references = JSON.stringify(
      known.map(({ ref, id, isCustom }) => ({ ref, id, is_custom: isCustom })),
    );
    await connection.query(plan, [importId, ...range, references, idPrefix()]);
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
