import { Prisma } from '../../generated/prisma/client.js';
import type { Connection, Database, Transaction } from '../db/database.js';
import type { ConcurrentSignInMode, ConcurrentSignInPolicy } from './concurrent-sign-in.schema.js';

const hold = {
  name: 'hold concurrent sign-in policy',
  text: 'SELECT mode FROM concurrent_sign_in_policies WHERE id = 1 FOR SHARE',
};

export class ConcurrentSignInStore {
  constructor(private readonly db: Database) {}

  async read(tx: Transaction = this.db.prisma): Promise<ConcurrentSignInPolicy> {
    const { mode } = await tx.concurrentSignInPolicy.findUniqueOrThrow({ where: { id: 1 } });
    return { mode: mode as ConcurrentSignInMode };
  }

  /** Keeps everybody else from changing the policy, and from opening sessions under the old one, until the end. */
  async lock(tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT FROM concurrent_sign_in_policies FOR UPDATE`;
  }

  /** Keeps the policy as it is until the transaction ends. */
  async hold(connection: Connection): Promise<ConcurrentSignInMode> {
    return (await connection.query<ConcurrentSignInPolicy>(hold)).rows[0]!.mode;
  }

  async replace(tx: Transaction, { mode }: ConcurrentSignInPolicy): Promise<void> {
    await tx.concurrentSignInPolicy.update({ where: { id: 1 }, data: { mode } });
  }

  /** The lasting sessions that are too many: of each user, or of each user's application, all but the newest. */
  async findSurplus(tx: Transaction, mode: ConcurrentSignInMode, now: Date): Promise<string[]> {
    if (mode === 'unlimited') return [];
    const part = mode === 'onePerUser' ? Prisma.sql`user_id` : Prisma.sql`user_id, lower(application_name)`;
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY ${part} ORDER BY id DESC) AS place
        FROM sessions WHERE user_id IS NOT NULL AND ended_at IS NULL AND expires_at > ${now}
      ) lasting WHERE place > 1`;
    return rows.map(({ id }) => id);
  }
}
