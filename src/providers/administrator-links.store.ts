import type { Prisma } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';
import { include, type LinkRow, type LinkStore, type SubjectOfProvider } from './links.store.js';

type AdministratorLink = Prisma.AdministratorLinkGetPayload<{ include: typeof include }>;

const keyOf = ({ providerId, accountId }: LinkRow) => ({
  providerId_administratorId: { providerId, administratorId: accountId },
});

/** The links of administrators. */
export class AdministratorLinksStore implements LinkStore {
  constructor(private readonly db: Database) {}

  async list(administratorId: string): Promise<LinkRow[]> {
    const where = { administratorId };
    const rows = await this.db.prisma.administratorLink.findMany({
      where,
      include,
      orderBy: { providerId: 'asc' },
    });
    return rows.map(toLinkRow);
  }

  /** The administrators whom the provider signs in. */
  async administratorsOf(tx: Transaction, providerId: string): Promise<string[]> {
    const rows = await tx.administratorLink.findMany({
      where: { providerId },
      select: { administratorId: true },
    });
    return rows.map(({ administratorId }) => administratorId);
  }

  async find(tx: Transaction, providerId: string, administratorId: string): Promise<LinkRow | null> {
    const where = { providerId_administratorId: { providerId, administratorId } };
    const row = await tx.administratorLink.findUnique({ where, include });
    return row === null ? null : toLinkRow(row);
  }

  async findBySubject(tx: Transaction, subject: SubjectOfProvider): Promise<LinkRow | null> {
    const where = { providerId_issuer_subject: subject };
    const row = await tx.administratorLink.findUnique({ where, include });
    return row === null ? null : toLinkRow(row);
  }

  async create(
    tx: Transaction,
    subject: SubjectOfProvider,
    administratorId: string,
  ): Promise<LinkRow | null> {
    const data = { ...subject, administratorId };
    const { count } = await tx.administratorLink.createMany({ data: [data], skipDuplicates: true });
    return count === 0 ? null : this.find(tx, subject.providerId, administratorId);
  }

  async markUsed(tx: Transaction, link: LinkRow, lastUsedAt: Date): Promise<void> {
    await tx.administratorLink.update({ where: keyOf(link), data: { lastUsedAt } });
  }

  async delete(tx: Transaction, link: LinkRow): Promise<void> {
    await tx.administratorLink.delete({ where: keyOf(link) });
  }
}

function toLinkRow({ administratorId, ...row }: AdministratorLink): LinkRow {
  return { ...row, accountId: administratorId, origin: 'administrator' };
}
