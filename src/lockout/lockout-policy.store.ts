import type { Database, Transaction } from '../db/database.js';
import type { LockoutPolicy } from './lockout.schema.js';

const select = { enabled: true, maxFailures: true, durationSeconds: true, resetAfterSeconds: true } as const;

/** Asked at every sign-in. */
const current = {
  name: 'lockout policy',
  text: `SELECT enabled, max_failures AS "maxFailures", duration_seconds AS "durationSeconds",
    reset_after_seconds AS "resetAfterSeconds" FROM lockout_policies WHERE id = 1`,
};

export class LockoutPolicyStore {
  constructor(private readonly db: Database) {}

  async current(): Promise<LockoutPolicy> {
    const { rows } = await this.db.pool.query<LockoutPolicy>(current);
    return rows[0]!;
  }

  async read(tx: Transaction): Promise<LockoutPolicy> {
    return tx.lockoutPolicy.findUniqueOrThrow({ where: { id: 1 }, select });
  }

  /** Keeps everybody else from changing the policy until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT FROM lockout_policies FOR UPDATE`;
  }

  async replace(tx: Transaction, policy: LockoutPolicy): Promise<void> {
    await tx.lockoutPolicy.update({ where: { id: 1 }, data: policy });
  }
}
