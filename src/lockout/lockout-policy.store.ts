import type { Database, Transaction } from '../db/database.js';
import type { LockoutPolicy } from './lockout.schema.js';

const select = { enabled: true, maxFailures: true, durationSeconds: true, resetAfterSeconds: true } as const;

export class LockoutPolicyStore {
  constructor(private readonly db: Database) {}

  async read(tx: Transaction = this.db.prisma): Promise<LockoutPolicy> {
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
