import { type Prisma, type Provider as ProviderRow } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';
import type { ProviderType } from './providers.schema.js';

export type { ProviderRow };

export type ProviderData = Omit<Prisma.ProviderUncheckedUpdateInput, 'id' | 'links' | 'flows' | 'codes'>;

const enabledColumns = 'SELECT type, enabled FROM providers';

export class ProvidersStore {
  constructor(private readonly db: Database) {}

  async findById(tx: Transaction, id: string): Promise<ProviderRow | null> {
    return tx.provider.findUnique({ where: { id } });
  }

  async findByType(tx: Transaction, type: ProviderType): Promise<ProviderRow | null> {
    return tx.provider.findFirst({ where: { type } });
  }

  async read(which: { id: string } | { type: ProviderType }): Promise<ProviderRow | null> {
    const { prisma } = this.db;
    return 'id' in which ? this.findById(prisma, which.id) : this.findByType(prisma, which.type);
  }

  /** Asked at every sign-in. */
  async isEnabled(
    which: { id: string } | { type: ProviderType },
  ): Promise<Pick<ProviderRow, 'type' | 'enabled'> | null> {
    const query =
      'id' in which
        ? { name: 'provider enabled', text: `${enabledColumns} WHERE id = $1::uuid`, values: [which.id] }
        : { name: 'method enabled', text: `${enabledColumns} WHERE type = $1`, values: [which.type] };
    return (await this.db.pool.query<Pick<ProviderRow, 'type' | 'enabled'>>(query)).rows[0] ?? null;
  }

  /** The three methods first, then the providers in the order in which they were added. */
  async list(tx: Transaction = this.db.prisma): Promise<ProviderRow[]> {
    return tx.provider.findMany({ orderBy: { id: 'asc' } });
  }

  async count(tx: Transaction): Promise<number> {
    return tx.provider.count();
  }

  /** Lets one transaction at a time add providers. */
  async lockAll(tx: Transaction): Promise<void> {
    await tx.$executeRaw`LOCK TABLE providers IN SHARE ROW EXCLUSIVE MODE`;
  }

  /** Keeps everybody else from changing the provider until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<void> {
    await tx.$queryRaw`SELECT FROM providers WHERE id = ${id}::uuid FOR UPDATE`;
  }

  /** Which of these are providers; those are kept from being deleted until the transaction ends. */
  async holdKnown(tx: Transaction, ids: readonly string[]): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id::text FROM providers WHERE id = ANY(${[...ids]}::uuid[]) AND client_id IS NOT NULL ORDER BY id FOR KEY SHARE`;
    return rows.map(({ id }) => id);
  }

  async create(tx: Transaction, data: Prisma.ProviderUncheckedCreateInput): Promise<ProviderRow> {
    return tx.provider.create({ data });
  }

  async update(tx: Transaction, id: string, data: ProviderData): Promise<ProviderRow> {
    return tx.provider.update({ where: { id }, data: { ...data, updatedAt: new Date() } });
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx.provider.delete({ where: { id } });
  }

  /** Forgets the sign-ins of a provider that are under way (rule 8.8). */
  async forgetSignIns(tx: Transaction, providerId: string): Promise<void> {
    await tx.signInFlow.deleteMany({ where: { providerId } });
    await tx.signInCode.deleteMany({ where: { providerId } });
  }
}
