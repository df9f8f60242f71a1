import { Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { CallType } from './calls.schema.js';

/** A session as one user's history shows it. */
export interface HistoryRow {
  id: string;
  type: string;
  peerCallString: string | null;
  peerName: string | null;
  startedAt: Date;
  endedAt: Date | null;
  conferenceId: string | null;
  conferenceName: string | null;
  conferenceOwner: string | null;
  conferenceLink: string | null;
}

const ofType = (type: CallType | undefined): Prisma.Sql =>
  type === undefined ? Prisma.empty : Prisma.sql`AND p.type = ${type}`;

const after = (keys: readonly string[] | null): Prisma.Sql =>
  keys === null
    ? Prisma.empty
    : Prisma.sql`AND (p.started_at, p.call_id) < (${keys[0]}::timestamptz, ${keys[1]}::uuid)`;

export class CallsStore {
  constructor(private readonly db: Database) {}

  /** Newest first; one row more than asked for, to learn whether there is a next page. */
  async history(userId: string, type: CallType | undefined, page: PageRequest): Promise<HistoryRow[]> {
    return this.db.prisma.$queryRaw<HistoryRow[]>`
      SELECT p.call_id AS id, p.type, p.peer_call_string AS "peerCallString", p.peer_name AS "peerName",
        p.started_at AS "startedAt", coalesce(p.left_at, c.ended_at) AS "endedAt", c.conference_id AS "conferenceId",
        c.conference_name AS "conferenceName", c.conference_owner AS "conferenceOwner", c.conference_link AS "conferenceLink"
      FROM call_participants p JOIN calls c ON c.id = p.call_id
      WHERE p.user_id = ${userId}::uuid ${ofType(type)} ${after(page.after)}
      ORDER BY p.started_at DESC, p.call_id DESC LIMIT ${page.limit + 1}`;
  }

  async count(userId: string, type: CallType | undefined): Promise<number> {
    return this.db.prisma.callParticipant.count({ where: { userId, type } });
  }

  /** Calls of this user and nobody else; what belongs to a conference stays as a session of it. */
  async forgetCallsOnlyOf(tx: Transaction, userId: string): Promise<void> {
    await tx.$executeRaw`
      DELETE FROM calls c WHERE c.conference_key IS NULL
        AND c.id IN (SELECT call_id FROM call_participants WHERE user_id = ${userId}::uuid)
        AND NOT EXISTS (SELECT FROM call_participants o WHERE o.call_id = c.id AND o.user_id <> ${userId}::uuid)`;
  }

  /** How many calls went, the oldest first; what others are writing at this moment is left for the next time. */
  async forgetCallsBefore(tx: Transaction, cutoff: Date, limit: number): Promise<number> {
    const gone = await tx.$queryRaw<{ key: string | null }[]>`
      DELETE FROM calls WHERE id IN (
        SELECT id FROM calls WHERE started_at < ${cutoff} ORDER BY started_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING conference_key AS key`;
    const keys = [...new Set(gone.flatMap(({ key }) => key ?? []))];
    await tx.$executeRaw`
      DELETE FROM conferences WHERE key IN (
        SELECT key FROM conferences f WHERE key = ANY(${keys}::uuid[]) AND kind = 'adHoc'
          AND NOT EXISTS (SELECT FROM calls c WHERE c.conference_key = f.key)
        ORDER BY key FOR UPDATE SKIP LOCKED)`;
    return gone.length;
  }
}
