/** Where the rows of a file wait for the job that imports them. They are copied in, some thousand at a time. */
import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import type { Connection, Database, Transaction } from '../db/database.js';
import { copyTexts } from './copy-text.js';
import { importFields } from './import-fields.js';
import type { ImportMode } from './imports.schema.js';
import type { CheckedRow } from './row-check.js';

/** A file that was read, and how far its job has come. */
export interface Import {
  id: string;
  dryRun: boolean;
  mode: ImportMode;
  rowCount: number;
  plannedThrough: number;
  appliedThrough: number;
}

const columns = [
  ...['import_id', 'row', 'given', 'login', 'login_key', 'login_skeleton', 'login_script'],
  ...importFields.map(({ column }) => column),
  ...['groups', 'search_text', 'problems'],
];

const copyRows = `COPY import_rows (${columns.join(', ')}) FROM STDIN`;
const copyPasswords = 'COPY import_passwords (import_id, row, box, hash) FROM STDIN';

const noFacts = { loginKey: null, loginSkeleton: null, loginScript: null };

/** The line of a row for COPY. */
export function stagedLine(importId: string, checked: CheckedRow): string {
  const { row, given, login, facts, values, groups, searchText, problems } = checked;
  const said = problems.length === 0 ? null : JSON.stringify(problems);
  const { loginKey, loginSkeleton, loginScript } = facts ?? noFacts;
  const identity = copyTexts([login, loginKey, loginSkeleton, loginScript]);
  return `${importId}\t${row}\t${given}\t${identity}\t${copyTexts(values)}\t${copyTexts([groups, searchText, said])}\n`;
}

/** The line of a password, or of its hash, for COPY. */
export function passwordLine(importId: string, row: number, box: Buffer | null, hash: string | null): string {
  return `${copyTexts([importId, row, box, hash])}\n`;
}

/** Of rows that are deleted together. */
const deletedTogether = 20_000;

export class StagingStore {
  constructor(private readonly db: Database) {}

  async begin(id: string, mode: ImportMode, dryRun: boolean): Promise<void> {
    await this.db.prisma.import.create({ data: { id, mode, dryRun } });
  }

  async addRows(lines: string): Promise<void> {
    await this.copy(copyRows, lines);
  }

  async addPasswords(lines: string): Promise<void> {
    await this.copy(copyPasswords, lines);
  }

  /** The file was read to its end. */
  async complete(tx: Transaction, id: string, rowCount: number): Promise<void> {
    await tx.import.update({ where: { id }, data: { rowCount, isRead: true } });
  }

  /** Everything up to this row has taken effect. */
  async setApplied(connection: Connection, id: string, through: number): Promise<void> {
    await connection.query('UPDATE imports SET applied_through = $2 WHERE id = $1', [id, through]);
  }

  async find(id: string): Promise<Import | null> {
    const row = await this.db.prisma.import.findUnique({ where: { id } });
    return row === null ? null : { ...row, mode: row.mode as ImportMode };
  }

  /** Takes away everything that is kept of an import, step by step. */
  async forget(id: string): Promise<void> {
    for (const table of ['import_passwords', 'import_outcomes', 'import_rows']) {
      const step = `DELETE FROM ${table} WHERE import_id = $1 AND row IN (
        SELECT row FROM ${table} WHERE import_id = $1 ORDER BY row LIMIT ${deletedTogether})`;
      while (((await this.db.pool.query(step, [id])).rowCount ?? 0) > 0);
    }
    await this.db.prisma.import.deleteMany({ where: { id } });
  }

  /** When a job is over nothing needs the passwords any more. */
  async forgetUsedPasswords(): Promise<void> {
    await this.db.pool.query(
      `DELETE FROM import_passwords WHERE import_id IN (SELECT id FROM jobs WHERE finished_at IS NOT NULL)`,
    );
  }

  /** Files whose reading was begun before then and never became a job: their instance or their client was lost. */
  async findAbandoned(before: Date): Promise<string[]> {
    const { rows } = await this.db.pool.query<{ id: string }>(
      `SELECT id FROM imports WHERE created_at < $1 AND NOT EXISTS (SELECT FROM jobs WHERE jobs.id = imports.id)`,
      [before],
    );
    return rows.map(({ id }) => id);
  }

  private async copy(statement: string, lines: string): Promise<void> {
    const client = await this.db.pool.connect();
    try {
      const stream = client.query(copyFrom(statement));
      const finished = once(stream, 'finish');
      stream.end(lines);
      await finished;
      client.release();
    } catch (error) {
      // What state the connection is in is not known.
      client.release(true);
      throw error;
    }
  }
}
