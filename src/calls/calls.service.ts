/** Owns the calls that conferencing servers report, and the histories that they make up (rule 2.10). */
import { requireScope, type Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import { requireTime } from '../core/time.js';
import type { Database, Transaction } from '../db/database.js';
import type { LeavingUser, UserTraces } from '../users/index.js';
import { checkCall, mergeDrafts, type CallDraft, type ParticipantDraft } from './call-draft.js';
import type { CallReportsStore, Session, SessionOutcome, SessionParticipant } from './call-reports.store.js';
import type { CallRecord, CallRefusal, CallResult, CallType, ReportedCall } from './calls.schema.js';
import type { CallsStore, HistoryRow } from './calls.store.js';
import type { UserFinder } from './conferences.service.js';
import { durationOf } from './duration.js';

/** What calls need of conferences. */
export interface ConferenceKeeper {
  /** The keys of the conferences by their IDs; those that nobody has described are made. */
  ensure(tx: Transaction, drafts: readonly CallDraft[]): Promise<ReadonlyMap<string, string>>;
}

export interface HistoryQuery extends PageQuery {
  type?: CallType;
  total?: boolean;
}

export class CallsService implements UserTraces {
  constructor(
    private readonly db: Database,
    private readonly store: CallsStore,
    private readonly reports: CallReportsStore,
    private readonly conferences: ConferenceKeeper,
    private readonly users: UserFinder,
    private readonly clock: Clock,
    private readonly serverName: string,
  ) {}

  /** Takes the sessions that can be taken; says of each item what became of it. */
  async report(actor: Actor, items: readonly ReportedCall[]): Promise<CallResult[]> {
    requireScope(actor, 'calls:write');
    items.forEach(requireTimes);
    const context = { serverName: this.serverName, now: this.clock.now() };
    const checked = items.map((item) => checkCall(item, context));
    return this.db.transaction(async (tx) => {
      const named = checked.flatMap((draft) => (typeof draft === 'string' ? [] : draft.participants));
      const idByUser = await this.hold(tx, [...new Set(named.map(({ user }) => user))]);
      const drafts = checked.map((draft) => withSomebodyKnown(draft, idByUser));
      const sessions = bySession(drafts);
      const keys = await this.conferences.ensure(
        tx,
        await this.reports.withNewConference(tx, actor.id, sessions),
      );
      const rows = sessions.map((draft) => toSession(draft, keys, idByUser));
      const outcomes = await this.reports.put(tx, actor.id, rows);
      return toResults(items, drafts, outcomes, idByUser);
    });
  }

  async history(actor: Actor, user: string, query: HistoryQuery): Promise<Page<CallRecord>> {
    requireScope(actor, 'calls:read');
    const { id } = await this.users.require(user);
    const page = pageRequest(query, 'call', ['time', 'id']);
    const rows = await this.store.history(id, query.type, page);
    const cursorOf = (row: HistoryRow) => encodeCursor('call', [row.startedAt.toISOString(), row.id]);
    const list = pageOf(rows, page.limit, cursorOf, toCallRecord);
    return query.total === true ? { ...list, total: await this.store.count(id, query.type) } : list;
  }

  /** Rule 2.14: calls in which nobody else took part go; from others the user goes by the foreign key. */
  async forget(tx: Transaction, _actor: Actor, user: LeavingUser): Promise<void> {
    await this.store.forgetCallsOnlyOf(tx, user.id);
  }

  /**
   * Deletes the oldest calls that began before the time, up to the limit, and the `adHoc` conferences that went with
   * them (rule 2.14). Gives how many calls went: fewer than the limit when no more are left.
   */
  async forgetCallsBefore(cutoff: Date, limit: number): Promise<number> {
    return this.db.transaction((tx) => this.store.forgetCallsBefore(tx, cutoff, limit));
  }

  private async hold(tx: Transaction, users: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const ids = await this.users.holdMany(tx, users);
    return new Map(users.flatMap((user, at) => (ids[at] === null ? [] : [[user, ids[at]!] as const])));
  }
}

function requireTimes({ startedAt, endedAt, participants }: ReportedCall, at: number): void {
  requireTime(startedAt, `/items/${at}/startedAt`);
  requireTime(endedAt, `/items/${at}/endedAt`);
  participants.forEach(({ joinedAt, leftAt }, place) => {
    requireTime(joinedAt, `/items/${at}/participants/${place}/joinedAt`);
    requireTime(leftAt, `/items/${at}/participants/${place}/leftAt`);
  });
}

function withSomebodyKnown(
  draft: CallDraft | CallRefusal,
  idByUser: ReadonlyMap<string, string>,
): CallDraft | CallRefusal {
  if (typeof draft === 'string') return draft;
  return draft.participants.some(({ user }) => idByUser.has(user)) ? draft : 'no-known-participant';
}

/** One draft for each session: a report may hold its beginning and its end. */
function bySession(drafts: readonly (CallDraft | CallRefusal)[]): CallDraft[] {
  const found = new Map<string, CallDraft>();
  for (const draft of drafts) {
    if (typeof draft === 'string') continue;
    const earlier = found.get(draft.sessionId);
    found.set(draft.sessionId, earlier === undefined ? draft : mergeDrafts(earlier, draft));
  }
  return [...found.values()];
}

function toSession(
  { participants, ...draft }: CallDraft,
  keys: ReadonlyMap<string, string>,
  idByUser: ReadonlyMap<string, string>,
): Session {
  const byUser = new Map<string, SessionParticipant>();
  for (const participant of participants) {
    const userId = idByUser.get(participant.user);
    if (userId !== undefined) byUser.set(userId, mergeParticipants(byUser.get(userId), userId, participant));
  }
  const conferenceKey = draft.conference === null ? null : (keys.get(draft.conference.id) ?? null);
  return { ...draft, conferenceKey, participants: [...byUser.values()] };
}

function mergeParticipants(
  earlier: SessionParticipant | undefined,
  userId: string,
  { type, peer, joinedAt, leftAt }: ParticipantDraft,
): SessionParticipant {
  return {
    userId,
    type,
    peer: peer ?? earlier?.peer ?? null,
    joinedAt: earlier?.joinedAt ?? joinedAt,
    leftAt: leftAt ?? earlier?.leftAt ?? null,
  };
}

function toResults(
  items: readonly ReportedCall[],
  drafts: readonly (CallDraft | CallRefusal)[],
  outcomes: ReadonlyMap<string, SessionOutcome>,
  idByUser: ReadonlyMap<string, string>,
): CallResult[] {
  const seen = new Set<string>();
  return items.map(({ sessionId, participants }, at) => {
    const draft = drafts[at]!;
    const unknown = participants.map(({ user }) => user).filter((user) => !idByUser.has(user));
    if (typeof draft === 'string') {
      return {
        sessionId,
        result: 'refused',
        reason: draft,
        unknown: draft === 'no-known-participant' ? unknown : [],
      };
    }
    const outcome = outcomes.get(sessionId)!;
    // What a later item of the same report adds is added to what the first one has created.
    const result = outcome === 'created' && seen.has(sessionId) ? 'updated' : outcome;
    seen.add(sessionId);
    return { sessionId, result, reason: null, unknown };
  });
}

function toCallRecord(row: HistoryRow): CallRecord {
  const { peerCallString, conferenceId } = row;
  const endedAt = row.type === 'missed' ? (row.endedAt ?? row.startedAt) : row.endedAt;
  return {
    id: row.id,
    type: row.type as CallType,
    peer: peerCallString === null ? null : { callString: peerCallString, displayName: row.peerName },
    conference:
      conferenceId === null
        ? null
        : {
            id: conferenceId,
            name: row.conferenceName,
            owner: row.conferenceOwner,
            link: row.conferenceLink,
          },
    startedAt: row.startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationSeconds: row.type === 'missed' ? 0 : durationOf(row.startedAt, endedAt),
  };
}
