/** Owns conferences and virtual rooms: what their servers say of them, and who takes part (rule 2.10). */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { canonicalCallString } from '../core/call-string.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { newId } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import { requireTime } from '../core/time.js';
import type { Database, Transaction } from '../db/database.js';
import { canonicalConferenceId, type CallDraft, type ConferenceDraft } from './call-draft.js';
import {
  isAlready,
  toConference,
  toConferenceData,
  toSession,
  toUserConference,
} from './conference-representation.js';
import type {
  Conference,
  ConferenceKind,
  ConferenceReplacement,
  ConferenceSession,
  UserConference,
} from './conferences.schema.js';
import type { ConferencesStore, ConferenceRow, SessionRow, UserConferenceRow } from './conferences.store.js';

/** What calls and conferences need of users. */
export interface UserFinder {
  /** Throws `user-not-found`. */
  require(user: string): Promise<{ id: string }>;
  /** The IDs of the users, in the order asked, kept from being deleted; null for an unknown one. */
  holdMany(tx: Transaction, users: readonly string[]): Promise<(string | null)[]>;
}

export interface SessionQuery extends PageQuery {
  total?: boolean;
}

export interface UserConferenceQuery extends PageQuery {
  kind?: ConferenceKind;
  total?: boolean;
}

export interface ReplacedConference {
  conference: Conference;
  isNew: boolean;
}

/** So many sessions are shown with a conference; the rest has a list of its own. */
const latest = 10;

const cursorOf = (row: SessionRow) => encodeCursor('session', [row.startedAt.toISOString(), row.id]);

export class ConferencesService {
  constructor(
    private readonly db: Database,
    private readonly store: ConferencesStore,
    private readonly users: UserFinder,
    private readonly audit: AuditTrail,
    private readonly serverName: string,
  ) {}

  async get(actor: Actor, id: string): Promise<Conference> {
    requireScope(actor, 'calls:read');
    return this.show(await this.require(this.db.prisma, id));
  }

  /** Creates the conference under its ID, or replaces what is said of it. */
  async replace(
    actor: Actor,
    conference: string,
    body: ConferenceReplacement,
    ifMatch?: string,
  ): Promise<ReplacedConference> {
    requireScope(actor, 'calls:write');
    const id = this.requireId(conference);
    requireTime(body.schedule?.startsAt, '/schedule/startsAt');
    const owner = this.ownerOf(body);
    return this.db.transaction(async (tx) => {
      const participants = await this.holdParticipants(tx, body.participants ?? []);
      const ownerId = owner === null ? null : (await this.users.holdMany(tx, [owner]))[0]!;
      const data = toConferenceData(body, owner, ownerId);
      const { row, isNew } = await this.store.holdOrCreate(tx, { key: newId(), id, ...data });
      const before = isNew ? null : this.show(row);
      requireMatch(ifMatch, before);
      if (before !== null && isAlready(row, data, participants)) return { conference: before, isNew };
      if (!isNew) await this.store.update(tx, row.key, data);
      await this.store.invite(tx, row.key, participants);
      const after = this.show(await this.require(tx, id));
      const action = isNew ? 'conference.created' : 'conference.changed';
      await this.audit.record(tx, actor, { action, target: targetOf(after), before, after });
      return { conference: after, isNew };
    });
  }

  async delete(actor: Actor, conference: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'calls:write');
    await this.db.transaction(async (tx) => {
      const row = await this.store.hold(tx, canonicalConferenceId(conference) ?? '');
      if (row === null) throw notFound(conference);
      const before = this.show(row);
      requireMatch(ifMatch, before);
      await this.store.delete(tx, row.key);
      await this.audit.record(tx, actor, { action: 'conference.deleted', target: targetOf(row), before });
    });
  }

  async sessions(actor: Actor, conference: string, query: SessionQuery): Promise<Page<ConferenceSession>> {
    requireScope(actor, 'calls:read');
    const { key } = await this.require(this.db.prisma, conference);
    const page = pageRequest(query, 'session', ['time', 'id']);
    const list = pageOf(await this.store.sessions(key, page), page.limit, cursorOf, toSession);
    return query.total === true ? { ...list, total: await this.store.countSessions(key) } : list;
  }

  async ofUser(actor: Actor, user: string, query: UserConferenceQuery): Promise<Page<UserConference>> {
    requireScope(actor, 'calls:read');
    const { id } = await this.users.require(user);
    const page = pageRequest(query, 'conference', ['text', 'id']);
    const rows = await this.store.ofUser(id, query.kind, page);
    const keyOf = (row: UserConferenceRow) => encodeCursor('conference', [row.name, row.key]);
    const cut = pageOf(rows, page.limit, keyOf, (row) => row);
    const sessions = await this.store.latestSessions(
      cut.items.map((row) => row.key),
      latest + 1,
    );
    const items = cut.items.map((row) =>
      toUserConference(row, pageOf(sessions.get(row.key) ?? [], latest, cursorOf, toSession)),
    );
    const list = { items, nextCursor: cut.nextCursor };
    return query.total === true ? { ...list, total: await this.store.countOfUser(id, query.kind) } : list;
  }

  /** The keys by ID of the conferences that the sessions name; those that nobody has described are made, `adHoc`. */
  async ensure(tx: Transaction, drafts: readonly CallDraft[]): Promise<ReadonlyMap<string, string>> {
    const byId = new Map<string, ConferenceDraft>();
    for (const { conference } of drafts) if (conference !== null) byId.set(conference.id, conference);
    const conferences = [...byId.values()];
    const owners = await this.users.holdMany(
      tx,
      conferences.map(({ owner }) => owner ?? ''),
    );
    return this.store.ensure(
      tx,
      conferences.map((conference, at) => ({ ...conference, key: newId(), ownerId: owners[at]! })),
    );
  }

  private async require(tx: Transaction, conference: string): Promise<ConferenceRow> {
    const row = await this.store.find(tx, canonicalConferenceId(conference) ?? '');
    if (row === null) throw notFound(conference);
    return row;
  }

  private requireId(conference: string): string {
    const id = canonicalConferenceId(conference);
    if (id !== null) return id;
    const detail = `${JSON.stringify(conference)} cannot be the ID of a conference.`;
    throw new DomainError('invalid-conference-id', detail, [{ pointer: 'conference', detail }]);
  }

  private ownerOf({ owner = null }: ConferenceReplacement): string | null {
    if (owner === null) return null;
    const callString = canonicalCallString(owner, this.serverName);
    if (callString !== null) return callString;
    const detail = `${JSON.stringify(owner)} cannot be dialled.`;
    throw new DomainError('invalid-call-string', detail, [{ pointer: '/owner', detail }]);
  }

  private async holdParticipants(tx: Transaction, users: readonly string[]): Promise<string[]> {
    const ids = await this.users.holdMany(tx, users);
    const errors = users.flatMap((user, at) =>
      ids[at] === null
        ? [{ pointer: `/participants/${at}`, detail: `There is no user ${JSON.stringify(user)}.` }]
        : [],
    );
    if (errors.length > 0) throw new DomainError('unknown-participant', errors[0]!.detail, errors);
    return [...new Set(ids as string[])];
  }

  private show(row: ConferenceRow): Conference {
    return toConference(row, this.serverName);
  }
}

function targetOf({ id, name }: { id: string; name: string }) {
  return { kind: 'conference', id, name };
}

function notFound(conference: string): DomainError {
  return new DomainError('conference-not-found', `There is no conference ${JSON.stringify(conference)}.`);
}
