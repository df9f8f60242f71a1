/** Passwords of an import, from their encrypted boxes to their hashes; each step is kept, so that none is done twice. */
import type { Connection, Database } from '../db/database.js';

export interface BoxedPassword {
  row: number;
  box: Buffer;
}

/** Those whose row takes effect. */
const waiting = `
  FROM import_passwords p JOIN import_outcomes o ON o.import_id = p.import_id AND o.row = p.row
  WHERE p.import_id = $1 AND p.box IS NOT NULL AND o.outcome IN ('create', 'update')`;

export class ImportPasswordsStore {
  constructor(private readonly db: Database) {}

  async countWaiting(importId: string): Promise<number> {
    const text = `SELECT count(*)::int AS count ${waiting}`;
    const { rows } = await this.db.pool.query<{ count: number }>(text, [importId]);
    return rows[0]!.count;
  }

  async readWaiting(importId: string, after: number, limit: number): Promise<BoxedPassword[]> {
    const text = `SELECT p.row, p.box ${waiting} AND p.row > $2 ORDER BY p.row LIMIT $3`;
    return (await this.db.pool.query<BoxedPassword>(text, [importId, after, limit])).rows;
  }

  async putHashes(
    connection: Connection,
    importId: string,
    rows: readonly number[],
    hashes: readonly string[],
  ) {
    await connection.query(
      `UPDATE import_passwords p SET hash = hashed.hash, box = NULL
       FROM unnest($2::int[], $3::text[]) AS hashed (row, hash) WHERE p.import_id = $1 AND p.row = hashed.row`,
      [importId, rows, hashes],
    );
  }
}
