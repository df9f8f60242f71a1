import type { Administrator as AdministratorRow } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';

export type { AdministratorRow };

export class AdministratorsStore {
  constructor(private readonly db: Database) {}

  async find(id: string, tx: Transaction = this.db.prisma): Promise<AdministratorRow | null> {
    return tx.administrator.findUnique({ where: { id } });
  }
}
