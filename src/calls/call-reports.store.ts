import { newId } from '../core/ids.js';
import type { Transaction } from '../db/database.js';
import type { CallDraft, ConferenceDraft, ParticipantDraft } from './call-draft.js';

/** A session to be written: its participants are users by ID, each once. */
export interface Session {
  sessionId: string;
  startedAt: Date;
  endedAt: Date | null;
  conference: ConferenceDraft | null;
  /** Of a conference that the session was not known to belong to; null otherwise. */
  conferenceKey: string | null;
  participants: SessionParticipant[];
}

export interface SessionParticipant extends Omit<ParticipantDraft, 'user'> {
  userId: string;
}

export type SessionOutcome = 'created' | 'updated' | 'unchanged';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

/**
 * Writes reports, set by set. Each statement takes its rows in one order, and every report its tables in the same one:
 * users, conferences, calls, participants.
 */
export class CallReportsStore {
  /** Those of the sessions that are not yet known to belong to the conference they name. */
  async withNewConference(
    tx: Transaction,
    reporterId: string,
    sessions: readonly CallDraft[],
  ): Promise<CallDraft[]> {
    const sessionIds = sessions.map((session) => session.sessionId);
    const known = await tx.call.findMany({
      where: { reporterId, sessionId: { in: sessionIds } },
      select: { sessionId: true, conferenceId: true },
    });
    const conferenceBySession = new Map(
      known.map(({ sessionId, conferenceId }) => [sessionId, conferenceId]),
    );
    return sessions.filter(
      ({ sessionId, conference }) =>
        conference !== null && conferenceBySession.get(sessionId) !== conference.id,
    );
  }

  async put(
    tx: Transaction,
    reporterId: string,
    sessions: readonly Session[],
  ): Promise<ReadonlyMap<string, SessionOutcome>> {
    if (sessions.length === 0) return new Map();
    const written = await this.putSessions(tx, reporterId, sessions);
    const sessionIds = sessions.map((session) => session.sessionId);
    const rows = await tx.call.findMany({
      where: { reporterId, sessionId: { in: sessionIds } },
      select: { id: true, sessionId: true },
    });
    const idBySession = new Map(rows.map(({ id, sessionId }) => [sessionId, id]));
    const changed = await this.putParticipants(tx, idBySession, sessions);
    return new Map(
      sessionIds.map((sessionId) => {
        const isChanged = written.has(sessionId) || changed.has(idBySession.get(sessionId)!);
        return [sessionId, written.get(sessionId) === true ? 'created' : isChanged ? 'updated' : 'unchanged'];
      }),
    );
  }

  /** Which sessions were written, and whether they are new. The start stays, and so does what is left out. */
  private async putSessions(
    tx: Transaction,
    reporterId: string,
    sessions: readonly Session[],
  ): Promise<ReadonlyMap<string, boolean>> {
    const of = <Value>(value: (session: Session) => Value) => sessions.map(value);
    const rows = await tx.$queryRaw<{ sessionId: string; isNew: boolean }[]>`
      INSERT INTO calls AS c (id, reporter_id, session_id, started_at, ended_at, conference_key, conference_id,
        conference_name, conference_owner, conference_link)
      SELECT id, ${reporterId}::uuid, session_id, started_at, ended_at, conference_key, conference_id, name, owner, link
      FROM unnest(
        ${of(() => newId())}::uuid[], ${of(({ sessionId }) => sessionId)}::text[],
        ${of(({ startedAt }) => iso(startedAt))}::timestamptz[], ${of(({ endedAt }) => iso(endedAt))}::timestamptz[],
        ${of(({ conferenceKey }) => conferenceKey)}::uuid[], ${of(({ conference }) => conference?.id ?? null)}::text[],
        ${of(({ conference }) => conference?.name ?? null)}::text[],
        ${of(({ conference }) => conference?.owner ?? null)}::text[],
        ${of(({ conference }) => conference?.link ?? null)}::text[]
      ) AS reported (id, session_id, started_at, ended_at, conference_key, conference_id, name, owner, link)
      ORDER BY session_id
      ON CONFLICT (reporter_id, session_id) DO UPDATE SET
        ended_at = coalesce(EXCLUDED.ended_at, c.ended_at),
        conference_key = coalesce(EXCLUDED.conference_key, c.conference_key),
        conference_id = coalesce(EXCLUDED.conference_id, c.conference_id),
        conference_name = coalesce(EXCLUDED.conference_name, c.conference_name),
        conference_owner = coalesce(EXCLUDED.conference_owner, c.conference_owner),
        conference_link = coalesce(EXCLUDED.conference_link, c.conference_link)
      WHERE (c.ended_at, c.conference_id, c.conference_name, c.conference_owner, c.conference_link)
        IS DISTINCT FROM (coalesce(EXCLUDED.ended_at, c.ended_at), coalesce(EXCLUDED.conference_id, c.conference_id),
          coalesce(EXCLUDED.conference_name, c.conference_name), coalesce(EXCLUDED.conference_owner, c.conference_owner),
          coalesce(EXCLUDED.conference_link, c.conference_link))
      RETURNING session_id AS "sessionId", xmax = 0 AS "isNew"`;
    return new Map(rows.map(({ sessionId, isNew }) => [sessionId, isNew]));
  }

  /** The calls whose participants were written. When somebody joined stays as it was first reported. */
  private async putParticipants(
    tx: Transaction,
    idBySession: ReadonlyMap<string, string>,
    sessions: readonly Session[],
  ): Promise<ReadonlySet<string>> {
    const all = sessions.flatMap(({ sessionId, participants }) =>
      participants.map((participant) => ({ ...participant, callId: idBySession.get(sessionId)! })),
    );
    const of = <Value>(value: (participant: (typeof all)[number]) => Value) => all.map(value);
    const rows = await tx.$queryRaw<{ callId: string }[]>`
      INSERT INTO call_participants AS p (call_id, user_id, type, peer_call_string, peer_name, started_at, left_at)
      SELECT call_id, user_id, type, peer_call_string, peer_name, coalesce(joined_at, calls.started_at), left_at
      FROM unnest(
        ${of(({ callId }) => callId)}::uuid[], ${of(({ userId }) => userId)}::uuid[], ${of(({ type }) => type)}::text[],
        ${of(({ peer }) => peer?.callString ?? null)}::text[], ${of(({ peer }) => peer?.displayName ?? null)}::text[],
        ${of(({ joinedAt }) => iso(joinedAt))}::timestamptz[], ${of(({ leftAt }) => iso(leftAt))}::timestamptz[]
      ) AS reported (call_id, user_id, type, peer_call_string, peer_name, joined_at, left_at)
      JOIN calls ON calls.id = call_id
      ORDER BY call_id, user_id
      ON CONFLICT (call_id, user_id) DO UPDATE SET
        type = EXCLUDED.type,
        peer_call_string = coalesce(EXCLUDED.peer_call_string, p.peer_call_string),
        peer_name = coalesce(EXCLUDED.peer_name, p.peer_name),
        left_at = coalesce(EXCLUDED.left_at, p.left_at)
      WHERE (p.type, p.peer_call_string, p.peer_name, p.left_at)
        IS DISTINCT FROM (EXCLUDED.type, coalesce(EXCLUDED.peer_call_string, p.peer_call_string),
          coalesce(EXCLUDED.peer_name, p.peer_name), coalesce(EXCLUDED.left_at, p.left_at))
      RETURNING call_id AS "callId"`;
    return new Set(rows.map(({ callId }) => callId));
  }
}
