import type { Prisma } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';
import type { LinkOrigin } from './providers.schema.js';

/** Whom a provider speaks of. */
export interface SubjectOfProvider {
  providerId: string;
  issuer: string;
  subject: string;
}

/** That a subject of a provider is an account. */
export interface LinkRow extends SubjectOfProvider {
  accountId: string;
  provider: { id: string; name: string };
  origin: LinkOrigin;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** The links of one kind of accounts. */
export interface LinkStore {
  list(accountId: string): Promise<LinkRow[]>;
  find(tx: Transaction, providerId: string, accountId: string): Promise<LinkRow | null>;
  findBySubject(tx: Transaction, subject: SubjectOfProvider): Promise<LinkRow | null>;
  /** The link, or null when the subject or the account is linked already. */
  create(
    tx: Transaction,
    subject: SubjectOfProvider,
    accountId: string,
    origin: LinkOrigin,
  ): Promise<LinkRow | null>;
  markUsed(tx: Transaction, link: LinkRow, lastUsedAt: Date): Promise<void>;
  delete(tx: Transaction, link: LinkRow): Promise<void>;
}

export const include = { provider: { select: { id: true, name: true } } } as const;

type UserLink = Prisma.ProviderLinkGetPayload<{ include: typeof include }>;

const keyOf = ({ providerId, accountId }: LinkRow) => ({
  providerId_userId: { providerId, userId: accountId },
});

/** The links of users. */
export class LinksStore implements LinkStore {
  constructor(private readonly db: Database) {}

  async list(userId: string): Promise<LinkRow[]> {
    const where = { userId };
    const rows = await this.db.prisma.providerLink.findMany({
      where,
      include,
      orderBy: { providerId: 'asc' },
    });
    return rows.map(toLinkRow);
  }

  async find(tx: Transaction, providerId: string, userId: string): Promise<LinkRow | null> {
    const where = { providerId_userId: { providerId, userId } };
    const row = await tx.providerLink.findUnique({ where, include });
    return row === null ? null : toLinkRow(row);
  }

  async findBySubject(tx: Transaction, subject: SubjectOfProvider): Promise<LinkRow | null> {
    const where = { providerId_issuer_subject: subject };
    const row = await tx.providerLink.findUnique({ where, include });
    return row === null ? null : toLinkRow(row);
  }

  async isLinked(subject: SubjectOfProvider): Promise<boolean> {
    return (await this.findBySubject(this.db.prisma, subject)) !== null;
  }

  async create(
    tx: Transaction,
    subject: SubjectOfProvider,
    userId: string,
    origin: LinkOrigin,
  ): Promise<LinkRow | null> {
    const data = { ...subject, userId, origin };
    const { count } = await tx.providerLink.createMany({ data: [data], skipDuplicates: true });
    return count === 0 ? null : this.find(tx, subject.providerId, userId);
  }

  async markUsed(tx: Transaction, link: LinkRow, lastUsedAt: Date): Promise<void> {
    await tx.providerLink.update({ where: keyOf(link), data: { lastUsedAt } });
  }

  async delete(tx: Transaction, link: LinkRow): Promise<void> {
    await tx.providerLink.delete({ where: keyOf(link) });
  }
}

function toLinkRow({ userId, origin, ...row }: UserLink): LinkRow {
  return { ...row, accountId: userId, origin: origin as LinkOrigin };
}
