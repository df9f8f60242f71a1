import type { Database, Transaction } from '../db/database.js';
import { withRetry } from '../db/transaction.js';

export interface PresenceValue {
  userId: string;
  source: string;
  status: string;
}

export class PresenceStore {
  constructor(private readonly db: Database) {}

  /**
   * One statement, which takes its rows in one order: reports at the same moment wait for each other and never in a
   * circle. The time is the database's, so that no clock of a reporter or an instance matters. Offline is kept as an
   * expired row: a deletion would be a second statement, with an order of its own.
   */
  async put(reporterId: string, values: readonly PresenceValue[], ttlSeconds: number): Promise<void> {
    const column = (name: keyof PresenceValue) => values.map((value) => value[name]);
    const query = {
      name: 'put-presences',
      text: `
        INSERT INTO presences (user_id, reporter_id, source, status, expires_at)
        SELECT user_id, $1, source, status,
          CASE status WHEN 'offline' THEN now() ELSE now() + make_interval(secs => $5) END
        FROM unnest($2::uuid[], $3::text[], $4::text[]) AS reported (user_id, source, status)
        ORDER BY user_id, source
        ON CONFLICT (user_id, reporter_id, source)
        DO UPDATE SET status = EXCLUDED.status, expires_at = EXCLUDED.expires_at`,
      values: [reporterId, column('userId'), column('source'), column('status'), ttlSeconds],
    };
    await withRetry(() => this.db.pool.query(query));
  }

  /** Clears away some of what has expired, the oldest first, without waiting for anybody. */
  async clearExpired(limit: number): Promise<void> {
    const query = {
      name: 'clear-presences',
      text: `
        DELETE FROM presences WHERE (user_id, reporter_id, source) IN (
          SELECT user_id, reporter_id, source FROM presences WHERE expires_at <= now()
          ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
      values: [limit],
    };
    await withRetry(() => this.db.pool.query(query));
  }

  async forgetUser(tx: Transaction, userId: string): Promise<void> {
    // In the order in which a report takes them.
    await tx.$executeRaw`
      DELETE FROM presences WHERE (user_id, reporter_id, source) IN (
        SELECT user_id, reporter_id, source FROM presences WHERE user_id = ${userId}::uuid
        ORDER BY source FOR UPDATE)`;
  }
}
