import { Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { ConferenceDraft } from './call-draft.js';
import type { ConferenceKind } from './conferences.schema.js';

const include = {
  participants: {
    select: { userId: true, user: { select: { login: true } } },
    orderBy: { user: { loginKey: 'asc' } },
  },
} as const;

export type ConferenceRow = Prisma.ConferenceGetPayload<{ include: typeof include }>;

/** What can be said of a conference. */
export interface ConferenceData {
  name: string;
  kind: string;
  owner: string | null;
  ownerId: string | null;
  link: string | null;
  startsAt: Date | null;
  durationSeconds: number | null;
  timeZone: string | null;
  recurrence: string | null;
}

export interface NewConference extends ConferenceDraft {
  key: string;
  ownerId: string | null;
}

export interface UserConferenceRow extends ConferenceData {
  key: string;
  id: string;
  isOwner: boolean;
}

export interface SessionRow {
  id: string;
  startedAt: Date;
  endedAt: Date | null;
}

/** The conferences that a user owns, is invited to, or took part in. */
function takenPartIn(userId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT key FROM conferences WHERE owner_id = ${userId}::uuid
    UNION
    SELECT conference_key FROM conference_participants WHERE user_id = ${userId}::uuid
    UNION
    SELECT c.conference_key FROM call_participants p JOIN calls c ON c.id = p.call_id
    WHERE p.user_id = ${userId}::uuid AND p.type <> 'missed' AND c.conference_key IS NOT NULL`;
}

const ofKind = (kind: ConferenceKind | undefined): Prisma.Sql =>
  kind === undefined ? Prisma.empty : Prisma.sql`AND f.kind = ${kind}`;

const afterName = (keys: readonly string[] | null): Prisma.Sql =>
  keys === null ? Prisma.empty : Prisma.sql`AND (f.name, f.key) > (${keys[0]}, ${keys[1]}::uuid)`;

const afterStart = (keys: readonly string[] | null): Prisma.Sql =>
  keys === null
    ? Prisma.empty
    : Prisma.sql`AND (started_at, id) < (${keys[0]}::timestamptz, ${keys[1]}::uuid)`;

export class ConferencesStore {
  constructor(private readonly db: Database) {}

  async find(tx: Transaction, id: string): Promise<ConferenceRow | null> {
    return tx.conference.findUnique({ where: { id }, include });
  }

  /** The conference, locked until the transaction ends. */
  async hold(tx: Transaction, id: string): Promise<ConferenceRow | null> {
    await tx.$queryRaw`SELECT FROM conferences WHERE id = ${id} FOR UPDATE`;
    return this.find(tx, id);
  }

  /** The conference, locked until the transaction ends, and whether it was not there before. */
  async holdOrCreate(
    tx: Transaction,
    data: ConferenceData & { key: string; id: string },
  ): Promise<{ row: ConferenceRow; isNew: boolean }> {
    for (;;) {
      const row = await this.hold(tx, data.id);
      if (row !== null) return { row, isNew: false };
      // Of two who create it at the same moment one waits for the other, and finds it.
      const { count } = await tx.conference.createMany({ data: [data], skipDuplicates: true });
      if (count === 1) return { row: (await this.find(tx, data.id))!, isNew: true };
    }
  }

  async update(tx: Transaction, key: string, data: ConferenceData): Promise<void> {
    await tx.conference.update({ where: { key }, data: { ...data, updatedAt: new Date() } });
  }

  /** Makes these the users who are invited, and no others. */
  async invite(tx: Transaction, conferenceKey: string, userIds: readonly string[]): Promise<void> {
    await tx.conferenceParticipant.deleteMany({ where: { conferenceKey, userId: { notIn: [...userIds] } } });
    const data = userIds.map((userId) => ({ conferenceKey, userId }));
    await tx.conferenceParticipant.createMany({ data, skipDuplicates: true });
  }

  async delete(tx: Transaction, key: string): Promise<void> {
    await tx.conference.delete({ where: { key } });
  }

  /** Their keys by ID, locked against deletion; those that are not there are made, those that are stay as they are. */
  async ensure(tx: Transaction, conferences: readonly NewConference[]): Promise<ReadonlyMap<string, string>> {
    if (conferences.length === 0) return new Map();
    const of = <Value>(value: (conference: NewConference) => Value) => conferences.map(value);
    const rows = await tx.$queryRaw<{ id: string; key: string }[]>`
      INSERT INTO conferences AS f (key, id, name, kind, owner, owner_id, link)
      SELECT key, id, coalesce(name, id), 'adHoc', owner, owner_id, link
      FROM unnest(
        ${of(({ key }) => key)}::uuid[], ${of(({ id }) => id)}::text[], ${of(({ name }) => name)}::text[],
        ${of(({ owner }) => owner)}::text[], ${of(({ ownerId }) => ownerId)}::uuid[], ${of(({ link }) => link)}::text[]
      ) AS named (key, id, name, owner, owner_id, link)
      ORDER BY id
      ON CONFLICT (id) DO UPDATE SET updated_at = f.updated_at
      RETURNING id, key`;
    return new Map(rows.map(({ id, key }) => [id, key]));
  }

  /** In the order of names; one row more than asked for, to learn whether there is a next page. */
  async ofUser(
    userId: string,
    kind: ConferenceKind | undefined,
    page: PageRequest,
  ): Promise<UserConferenceRow[]> {
    return this.db.prisma.$queryRaw<UserConferenceRow[]>`
      WITH mine AS MATERIALIZED (${takenPartIn(userId)})
      SELECT f.key, f.id, f.name, f.kind, f.owner, f.owner_id AS "ownerId", f.link, f.starts_at AS "startsAt",
        f.duration_seconds AS "durationSeconds", f.time_zone AS "timeZone", f.recurrence,
        f.owner_id IS NOT DISTINCT FROM ${userId}::uuid AS "isOwner"
      FROM mine JOIN conferences f ON f.key = mine.key
      WHERE TRUE ${ofKind(kind)} ${afterName(page.after)}
      ORDER BY f.name, f.key LIMIT ${page.limit + 1}`;
  }

  async countOfUser(userId: string, kind: ConferenceKind | undefined): Promise<number> {
    const rows = await this.db.prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (${takenPartIn(userId)}) mine JOIN conferences f ON f.key = mine.key
      WHERE TRUE ${ofKind(kind)}`;
    return rows[0]?.count ?? 0;
  }

  /** Newest first; one row more than asked for, to learn whether there is a next page. */
  async sessions(conferenceKey: string, page: PageRequest): Promise<SessionRow[]> {
    return this.db.prisma.$queryRaw<SessionRow[]>`
      SELECT id, started_at AS "startedAt", ended_at AS "endedAt" FROM calls
      WHERE conference_key = ${conferenceKey}::uuid ${afterStart(page.after)}
      ORDER BY started_at DESC, id DESC LIMIT ${page.limit + 1}`;
  }

  async countSessions(conferenceKey: string): Promise<number> {
    return this.db.prisma.call.count({ where: { conferenceKey } });
  }

  /** The newest sessions of each conference, as many as asked for at most. */
  async latestSessions(keys: readonly string[], limit: number): Promise<ReadonlyMap<string, SessionRow[]>> {
    const rows = await this.db.prisma.$queryRaw<(SessionRow & { key: string })[]>`
      SELECT key, s.* FROM unnest(${[...keys]}::uuid[]) AS named (key)
      CROSS JOIN LATERAL (
        SELECT id, started_at AS "startedAt", ended_at AS "endedAt" FROM calls
        WHERE conference_key = key ORDER BY started_at DESC, id DESC LIMIT ${limit}) s
      ORDER BY s."startedAt" DESC, s.id DESC`;
    const byKey = new Map<string, SessionRow[]>();
    for (const { key, ...session } of rows) byKey.set(key, [...(byKey.get(key) ?? []), session]);
    return byKey;
  }
}
