import type { Database, Transaction } from '../db/database.js';

export class PasswordsStore {
  constructor(private readonly db: Database) {}

  async hashOf(userId: string): Promise<string | null> {
    return (await this.db.prisma.password.findUnique({ where: { userId } }))?.hash ?? null;
  }

  /** Keeps the hash in the place of the one before. */
  async setPassword(tx: Transaction, userId: string, hash: string): Promise<void> {
    const data = { hash, changedAt: new Date() };
    await tx.password.upsert({ where: { userId }, create: { userId, ...data }, update: data });
  }
}
