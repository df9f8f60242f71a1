import type { DigestPassword as DigestPasswordRow } from '../../generated/prisma/client.js';
import type { Transaction } from '../db/database.js';

export type { DigestPasswordRow };

export class DigestPasswordsStore {
  async find(tx: Transaction, userId: string): Promise<DigestPasswordRow | null> {
    return tx.digestPassword.findUnique({ where: { userId } });
  }

  /** In the place of the one before. */
  async put(tx: Transaction, row: Omit<DigestPasswordRow, 'changedAt'>): Promise<void> {
    const data = { ...row, changedAt: new Date() };
    await tx.digestPassword.upsert({ where: { userId: row.userId }, create: data, update: data });
  }

  async delete(tx: Transaction, userId: string): Promise<void> {
    await tx.digestPassword.delete({ where: { userId } });
  }
}
