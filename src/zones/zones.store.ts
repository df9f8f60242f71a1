import type { Prisma, Zone as ZoneRow } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';
import type { ZoneId } from './zones.schema.js';

export type { ZoneRow };

export class ZonesStore {
  constructor(private readonly db: Database) {}

  /** Trusted first. */
  async list(tx: Transaction = this.db.prisma): Promise<ZoneRow[]> {
    return tx.zone.findMany({ orderBy: { id: 'desc' } });
  }

  async get(tx: Transaction, id: ZoneId): Promise<ZoneRow> {
    return tx.zone.findUniqueOrThrow({ where: { id } });
  }

  /** Keeps everybody else from changing the zones until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT FROM zones ORDER BY id FOR UPDATE`;
  }

  async update(tx: Transaction, id: ZoneId, data: Prisma.ZoneUpdateInput): Promise<void> {
    await tx.zone.update({ where: { id }, data: { ...data, updatedAt: new Date() } });
  }

  /** The trusted subnets, in the order they were added. */
  async subnets(tx: Transaction = this.db.prisma): Promise<string[]> {
    const rows = await tx.trustedSubnet.findMany({ orderBy: [{ addedAt: 'asc' }, { subnet: 'asc' }] });
    return rows.map((row) => row.subnet);
  }

  async addSubnets(tx: Transaction, subnets: readonly string[]): Promise<void> {
    await tx.trustedSubnet.createMany({ data: subnets.map((subnet) => ({ subnet })) });
  }

  async removeSubnets(tx: Transaction, subnets: readonly string[]): Promise<void> {
    await tx.trustedSubnet.deleteMany({ where: { subnet: { in: [...subnets] } } });
  }
}
