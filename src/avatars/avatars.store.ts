import type { Avatar as AvatarRow } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';

export type AvatarMark = Pick<AvatarRow, 'mediaType' | 'entityTag'>;

export class AvatarsStore {
  constructor(private readonly db: Database) {}

  async read(userId: string): Promise<AvatarRow | null> {
    return this.db.prisma.avatar.findUnique({ where: { userId } });
  }

  /** What is known of it without its content. */
  async mark(tx: Transaction, userId: string): Promise<AvatarMark | null> {
    return tx.avatar.findUnique({ where: { userId }, select: { mediaType: true, entityTag: true } });
  }

  /** In the place of the one before. */
  async put(tx: Transaction, row: Omit<AvatarRow, 'updatedAt'>): Promise<void> {
    const data = { ...row, updatedAt: new Date() };
    await tx.avatar.upsert({ where: { userId: row.userId }, create: data, update: data });
  }

  async delete(tx: Transaction, userId: string): Promise<void> {
    await tx.avatar.delete({ where: { userId } });
  }
}
