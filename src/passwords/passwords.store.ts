import type { Transaction } from '../db/database.js';

export class PasswordsStore {
  /** Keeps the hash in the place of the one before. */
  async put(tx: Transaction, userId: string, hash: string): Promise<void> {
    const data = { hash, changedAt: new Date() };
    await tx.password.upsert({ where: { userId }, create: { userId, ...data }, update: data });
  }
}
