import type { Transaction } from '../db/database.js';

export class LockoutStore {
  /** Forgets failures and lock alike; false when there were none. */
  async delete(tx: Transaction, userId: string): Promise<boolean> {
    const { count } = await tx.lockout.deleteMany({ where: { userId } });
    return count > 0;
  }

  /** Whether nobody may sign in as the user at present, by whatever method. */
  async isLocked(tx: Transaction, userId: string, now: Date): Promise<boolean> {
    const locked = await tx.lockout.findFirst({ where: { userId, lockedUntil: { gt: now } } });
    return locked !== null;
  }
}
