/** Reads what became of each row. */
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { JobProblem } from '../jobs/index.js';
import { groupsBit, importFields, passwordBit } from './import-fields.js';
import type { ImportedChange, ImportedProblem, ImportedRow, ImportOutcome } from './imports.schema.js';

interface StoredProblem {
  field: string;
  code: string;
  /** What is said of it, or else what it is said about. */
  detail?: string;
  subject?: string;
  row?: number;
}

interface Row {
  row: number;
  login: string;
  given: number;
  outcome: ImportOutcome | null;
  userId: string | null;
  isApplied: boolean;
  groupIds: string[] | null;
  changes: ImportedChange[] | null;
  problems: StoredProblem[] | null;
  values: Record<string, unknown>;
}

const values = importFields.map(({ name, column }) => `'${name}', s.${column}`).join(', ');

const select = `
  SELECT s.row, s.login, s.given, o.outcome, o.user_id AS "userId", o.group_ids AS "groupIds", o.changes, o.problems,
    jsonb_build_object(${values}) AS values,
    o.outcome <> 'refused' AND CASE WHEN i.mode = 'all' THEN j.result ->> 'applied' = 'all'
      ELSE s.row <= i.applied_through END AND NOT i.dry_run AS "isApplied"
  FROM imports i JOIN jobs j USING (id)`;

const all = `${select}
  JOIN import_rows s ON s.import_id = i.id LEFT JOIN import_outcomes o ON o.import_id = i.id AND o.row = s.row
  WHERE i.id = $1 AND s.row > $2 ORDER BY s.row LIMIT $3`;

const some = `${select}
  JOIN import_outcomes o ON o.import_id = i.id JOIN import_rows s ON s.import_id = i.id AND s.row = o.row
  WHERE i.id = $1 AND o.row > $2 AND o.outcome = $4 ORDER BY o.row LIMIT $3`;

export class RowsStore {
  constructor(private readonly db: Database) {}

  /** In the order of the file; one row more than asked for, to learn whether there is a next page. */
  async list(
    importId: string,
    outcome: ImportOutcome | undefined,
    page: PageRequest,
  ): Promise<ImportedRow[]> {
    const place = [importId, Number(page.after?.[0] ?? 0), page.limit + 1];
    const { rows } =
      outcome === undefined
        ? await this.db.pool.query<Row>(all, place)
        : await this.db.pool.query<Row>(some, [...place, outcome]);
    return rows.map(toImportedRow);
  }

  async count(importId: string, outcome: ImportOutcome | undefined): Promise<number> {
    const text =
      outcome === undefined
        ? 'SELECT row_count AS count FROM imports WHERE id = $1'
        : 'SELECT count(*)::int AS count FROM import_outcomes WHERE import_id = $1 AND outcome = $2';
    const parameters = outcome === undefined ? [importId] : [importId, outcome];
    const { rows } = await this.db.pool.query<{ count: number }>(text, parameters);
    return rows[0]?.count ?? 0;
  }

  /** Takes away the rows of a user from files whose jobs are over. */
  async forgetUser(tx: Transaction, userId: string): Promise<void> {
    await tx.$executeRaw`
      WITH forgotten AS (
        DELETE FROM import_outcomes WHERE user_id = ${userId}::uuid
          AND import_id IN (SELECT id FROM jobs WHERE finished_at IS NOT NULL)
        RETURNING import_id, row
      )
      DELETE FROM import_rows s USING forgotten f WHERE s.import_id = f.import_id AND s.row = f.row`;
  }

  async firstProblems(importId: string, limit: number): Promise<JobProblem[]> {
    const refused = await this.list(importId, 'refused', { limit: limit - 1, after: null });
    return refused.flatMap(({ row, problems }) => problems.map((one) => ({ row, ...one }))).slice(0, limit);
  }
}

function toImportedRow(row: Row): ImportedRow {
  return {
    row: row.row,
    login: row.login,
    outcome: row.outcome,
    applied: row.isApplied,
    user: row.userId,
    changes: row.outcome === 'create' ? initialFields(row) : (row.changes ?? []).map(toChange),
    problems: (row.problems ?? []).map(toProblem),
  };
}

/** In this order: the database has one of its own. */
function toChange({ field, before, after }: ImportedChange): ImportedChange {
  return { field, before, after };
}

/** What a new user is given. */
function initialFields({ given, values: fields, groupIds }: Row): ImportedChange[] {
  const named = importFields
    .filter(({ bit, name }) => (given & bit) !== 0 && fields[name] !== null)
    .map(({ name }) => ({ field: name, before: null, after: fields[name] }));
  const groups = (given & groupsBit) === 0 ? [] : [{ field: 'groups', before: null, after: groupIds ?? [] }];
  const password = (given & passwordBit) === 0 ? [] : [{ field: 'password', before: null, after: null }];
  return [...named, ...groups, ...password];
}

const sentences: Record<string, (problem: StoredProblem) => string> = {
  'login-taken': ({ row, subject = '' }) =>
    row === undefined
      ? `The name ${JSON.stringify(subject)} is taken.`
      : `Row ${row} has this login already.`,
  'login-confusable': ({ row, subject = '' }) =>
    row === undefined
      ? `The login looks like ${JSON.stringify(subject)} in another script.`
      : `The login looks like that of row ${row} in another script.`,
  'group-not-found': ({ subject = '' }) => `There is no group ${JSON.stringify(subject)}.`,
  'built-in-group': ({ subject = '' }) => `Nobody is put into ${JSON.stringify(subject)} by hand.`,
};

function toProblem(problem: StoredProblem): ImportedProblem {
  const { field, code, detail } = problem;
  return { field, code, detail: detail ?? sentences[code]!(problem) };
}
