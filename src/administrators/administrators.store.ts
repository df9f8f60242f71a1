import type { Administrator as AdministratorRow, Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';

export type { AdministratorRow };

export class AdministratorsStore {
  constructor(private readonly db: Database) {}

  async find(id: string, tx: Transaction = this.db.prisma): Promise<AdministratorRow | null> {
    return tx.administrator.findUnique({ where: { id } });
  }

  /** Newest first; one row more than asked for. */
  async list(page: PageRequest): Promise<AdministratorRow[]> {
    const where = page.after === null ? {} : { id: { lt: page.after[0] } };
    return this.db.prisma.administrator.findMany({ where, orderBy: { id: 'desc' }, take: page.limit + 1 });
  }

  async exists(tx: Transaction): Promise<boolean> {
    return (await tx.administrator.findFirst({ select: { id: true } })) !== null;
  }

  /** Whether somebody is there who may administer administrators. */
  async hasFull(tx: Transaction): Promise<boolean> {
    const where = { OR: [{ hasAllScopes: true }, { scopes: { has: 'admin' } }] };
    return (await tx.administrator.findFirst({ where, select: { id: true } })) !== null;
  }

  /** The new administrator, or null when the login is taken. */
  async create(
    tx: Transaction,
    data: Prisma.AdministratorUncheckedCreateInput & { id: string },
  ): Promise<AdministratorRow | null> {
    const { count } = await tx.administrator.createMany({ data: [data], skipDuplicates: true });
    return count === 0 ? null : this.find(data.id, tx);
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx.administrator.delete({ where: { id } });
  }

  async hashOf(id: string): Promise<string | null> {
    return (await this.find(id))?.passwordHash ?? null;
  }

  async setPassword(tx: Transaction, id: string, passwordHash: string): Promise<void> {
    await tx.administrator.update({ where: { id }, data: { passwordHash, passwordChangedAt: new Date() } });
  }
}
