import type { Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { Account, AccountKind } from './account.js';
import { accessTokenSeconds } from '../tokens/index.js';
import type { SessionEndReason } from './sessions.schema.js';

const include = {
  user: { select: { login: true, active: true } },
  administrator: { select: { login: true, hasAllScopes: true, scopes: true } },
} as const;

export type SessionRow = Prisma.SessionGetPayload<{ include: typeof include }>;
const owner = ({ kind, id }: Account) => (kind === 'user' ? { userId: id } : { administratorId: id });

export class SessionsStore {
  constructor(private readonly db: Database) {}

  /** Rule 2.14: deletes some of the sessions whose last token ran out before the time; gives how many. */
  async forgetBefore(cutoff: Date, limit: number): Promise<number> {
    return this.db.prisma.$executeRaw`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at < ${cutoff}
        ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  }

  async find(id: string, tx: Transaction = this.db.prisma): Promise<SessionRow | null> {
    return tx.session.findUnique({ where: { id }, include });
  }

  async findByFamily(familyHash: Uint8Array<ArrayBuffer>): Promise<SessionRow | null> {
    return this.db.prisma.session.findUnique({ where: { familyHash }, include });
  }

  /** The session, locked until the transaction ends. */
  async hold(tx: Transaction, id: string): Promise<SessionRow | null> {
    await tx.$queryRaw`SELECT FROM sessions WHERE id = ${id}::uuid FOR UPDATE`;
    return this.find(id, tx);
  }

  /** The session that the family of refresh tokens belongs to, locked until the transaction ends. */
  async holdByFamily(tx: Transaction, familyHash: Uint8Array<ArrayBuffer>): Promise<SessionRow | null> {
    await tx.$queryRaw`SELECT FROM sessions WHERE family_hash = ${familyHash} FOR UPDATE`;
    return tx.session.findUnique({ where: { familyHash }, include });
  }

  async update(tx: Transaction, id: string, data: Prisma.SessionUpdateInput): Promise<SessionRow> {
    return tx.session.update({ where: { id }, data, include });
  }

  /** Ends what has not ended of the given sessions, and says which those were. */
  async end(
    tx: Transaction,
    where: Prisma.SessionWhereInput,
    endedAt: Date,
    endReason: SessionEndReason,
  ): Promise<SessionRow[]> {
    const lasting = { ...where, endedAt: null, expiresAt: { gt: endedAt } };
    return tx.session.updateManyAndReturn({ where: lasting, data: { endedAt, endReason }, include });
  }

  /** Takes the refresh token back: the session ends with the access token that it may have given out last. */
  async switchOff(tx: Transaction, row: SessionRow, now: number): Promise<SessionRow> {
    const last = new Date(Math.min(row.expiresAt.getTime(), now + accessTokenSeconds * 1000));
    const data = { automaticSignIn: false, expiresAt: row.endedAt === null ? last : row.expiresAt };
    return this.update(tx, row.id, data);
  }

  /** The sessions of an account, newest first; one row more than asked for. */
  async list(
    account: Account,
    page: PageRequest,
    active: boolean | undefined,
    now: Date,
  ): Promise<SessionRow[]> {
    const older = page.after === null ? {} : { id: { lt: page.after[0] } };
    const lasting = { endedAt: null, expiresAt: { gt: now } };
    const state = active === undefined ? {} : active ? lasting : { NOT: lasting };
    const where = { ...owner(account), ...older, ...state };
    return this.db.prisma.session.findMany({ where, orderBy: { id: 'desc' }, take: page.limit + 1, include });
  }
}

/** Every session of an account, or of many of a kind. */
export function sessionsOf(kind: AccountKind, ids: readonly string[]): Prisma.SessionWhereInput {
  return kind === 'user' ? { userId: { in: [...ids] } } : { administratorId: { in: [...ids] } };
}
