/** What other domains have put on an account and a user shows: so far the lock on signing in (rule 9.2). */
import type { Transaction } from '../db/database.js';

export interface AccountMarks {
  /** Until when the user cannot sign in; null for nobody whose lock is over, by the clock of the database. */
  lockedUntil: Date | null;
}

const none: AccountMarks = { lockedUntil: null };

/** The rows with what each of them bears. */
export async function withMarks<Row extends { id: string }>(
  tx: Transaction,
  rows: readonly Row[],
): Promise<(Row & AccountMarks)[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const found = await tx.$queryRaw<(AccountMarks & { id: string })[]>`
    SELECT user_id AS id, locked_until AS "lockedUntil"
    FROM lockouts WHERE user_id = ANY(${ids}::uuid[]) AND locked_until > now()`;
  const marksById = new Map(found.map(({ id, ...marks }) => [id, marks]));
  return rows.map((row) => ({ ...row, ...(marksById.get(row.id) ?? none) }));
}
