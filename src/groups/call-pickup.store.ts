import type { Transaction } from '../db/database.js';

/** The highest number that is proposed; beyond it whoever wants an ID thinks of one. */
const highest = 9_999;

export class CallPickupStore {
  /** The first of 001, 002 … that nobody has as a name, and that no alias leads to; null when all are taken. */
  async firstFreeId(tx: Transaction): Promise<string | null> {
    const rows = await tx.$queryRaw<{ number: string }[]>`
      WITH numbers AS (
        SELECT n, lpad(n::text, greatest(3, length(n::text)), '0') AS number FROM generate_series(1, ${highest}::int) n
      )
      SELECT number FROM numbers
      WHERE NOT EXISTS (SELECT FROM names WHERE key = number)
        AND NOT EXISTS (SELECT FROM aliases WHERE target_key = number)
      ORDER BY n LIMIT 1`;
    return rows[0]?.number ?? null;
  }

  /** Lets one at a time take the ID that is proposed: until the transaction ends nobody else is given the same. */
  async lockProposal(tx: Transaction): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('group-call-id', 2))`;
  }
}
