import type { Transaction } from '../db/database.js';

export class LockoutStore {
  /** Forgets failures and lock alike; false when there were none. */
  async delete(tx: Transaction, userId: string): Promise<boolean> {
    const { count } = await tx.lockout.deleteMany({ where: { userId } });
    return count > 0;
  }
}
