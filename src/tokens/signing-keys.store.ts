import type { SigningKey as SigningKeyRow, Prisma } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';

export type { SigningKeyRow };

/** Asked whenever a token is signed. */
const published = {
  name: 'signing keys',
  text: `SELECT id::text, algorithm, public_jwk AS "publicJwk", private_key AS "privateKey", signs_from AS "signsFrom",
    retires_at AS "retiresAt", created_at AS "createdAt"
    FROM signing_keys WHERE retires_at IS NULL OR retires_at > $1 ORDER BY id DESC`,
};

export class SigningKeysStore {
  constructor(private readonly db: Database) {}

  /** Newest first; without those that have retired by then. */
  async published(now: Date): Promise<SigningKeyRow[]> {
    return (await this.db.pool.query<SigningKeyRow>({ ...published, values: [now] })).rows;
  }

  /** The same inside a transaction. */
  async list(now: Date, tx: Transaction): Promise<SigningKeyRow[]> {
    return tx.signingKey.findMany({
      where: { OR: [{ retiresAt: null }, { retiresAt: { gt: now } }] },
      orderBy: { id: 'desc' },
    });
  }

  /** Lets one transaction at a time decide which keys there are. */
  async lock(tx: Transaction): Promise<void> {
    await tx.$executeRaw`LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE`;
  }

  async create(tx: Transaction, data: Prisma.SigningKeyUncheckedCreateInput): Promise<SigningKeyRow> {
    return tx.signingKey.create({ data });
  }

  /** Deletes what retired before then; gives the keys. */
  async deleteRetired(tx: Transaction, before: Date): Promise<{ id: string }[]> {
    const where = { retiresAt: { lt: before } };
    const retired = await tx.signingKey.findMany({ where, select: { id: true } });
    await tx.signingKey.deleteMany({ where });
    return retired;
  }

  /** Sets the end of every key that has none, but this one. */
  async retireOthers(tx: Transaction, id: string, retiresAt: Date): Promise<void> {
    const ends = { OR: [{ retiresAt: null }, { retiresAt: { gt: retiresAt } }] };
    await tx.signingKey.updateMany({ where: { id: { not: id }, ...ends }, data: { retiresAt } });
  }
}
