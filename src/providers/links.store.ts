import type { Prisma } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';

const include = { provider: { select: { id: true, name: true } } } as const;

export type LinkRow = Prisma.ProviderLinkGetPayload<{ include: typeof include }>;

/** Whom a provider speaks of. */
export interface SubjectOfProvider {
  providerId: string;
  issuer: string;
  subject: string;
}

export class LinksStore {
  constructor(private readonly db: Database) {}

  async list(userId: string): Promise<LinkRow[]> {
    return this.db.prisma.providerLink.findMany({
      where: { userId },
      include,
      orderBy: { providerId: 'asc' },
    });
  }

  async find(tx: Transaction, providerId: string, userId: string): Promise<LinkRow | null> {
    return tx.providerLink.findUnique({ where: { providerId_userId: { providerId, userId } }, include });
  }

  async findBySubject(tx: Transaction, subject: SubjectOfProvider): Promise<LinkRow | null> {
    return tx.providerLink.findUnique({ where: { providerId_issuer_subject: subject }, include });
  }

  async isLinked(subject: SubjectOfProvider): Promise<boolean> {
    return (await this.findBySubject(this.db.prisma, subject)) !== null;
  }

  /** The link, or null when the subject or the user is linked already. */
  async create(
    tx: Transaction,
    subject: SubjectOfProvider,
    userId: string,
    origin: string,
  ): Promise<LinkRow | null> {
    const data = { ...subject, userId, origin };
    const { count } = await tx.providerLink.createMany({ data: [data], skipDuplicates: true });
    return count === 0 ? null : this.find(tx, subject.providerId, userId);
  }

  async markUsed(tx: Transaction, { providerId, userId }: LinkRow, lastUsedAt: Date): Promise<void> {
    await tx.providerLink.update({
      where: { providerId_userId: { providerId, userId } },
      data: { lastUsedAt },
    });
  }

  async delete(tx: Transaction, { providerId, userId }: LinkRow): Promise<void> {
    await tx.providerLink.delete({ where: { providerId_userId: { providerId, userId } } });
  }
}
