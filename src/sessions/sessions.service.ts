/** Owns the devices of people (rule 2.9): what is signed in, and putting it out; for administrators and for oneself. */
import type { AuditTrail } from '../audit/index.js';
import { requirePerson, requireScope, type Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { Account } from './account.js';
import { endsOf, type SessionEnding } from './session-ending.js';
import { accountOf } from './session-holder.js';
import { toSession } from './session-representation.js';
import type { EndedSessions, Session, SessionPatch } from './sessions.schema.js';
import type { SessionRow, SessionsStore } from './sessions.store.js';

/** What sessions need of users. */
export interface SessionUsers {
  /** By UUID, login or call ID; throws `user-not-found`. */
  require(user: string): Promise<{ id: string }>;
}

export interface SessionQuery extends PageQuery {
  /** Only those that last, or only those that have ended. */
  active?: boolean;
}

export class SessionsService {
  constructor(
    private readonly db: Database,
    private readonly store: SessionsStore,
    private readonly users: SessionUsers,
    private readonly ending: SessionEnding,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async listOfUser(actor: Actor, user: string, query: SessionQuery): Promise<Page<Session>> {
    requireScope(actor, 'users:read');
    return this.list(actor, await this.userAccount(user), query);
  }

  async getOfUser(actor: Actor, user: string, session: string): Promise<Session> {
    requireScope(actor, 'users:read');
    return this.show(actor, await this.require(this.db.prisma, await this.userAccount(user), session));
  }

  async updateOfUser(
    actor: Actor,
    user: string,
    session: string,
    patch: SessionPatch,
    ifMatch?: string,
  ): Promise<Session> {
    requireScope(actor, 'users:write');
    return this.update(actor, await this.userAccount(user), session, patch, ifMatch);
  }

  async endOfUser(actor: Actor, user: string, session: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'users:write');
    await this.end(actor, await this.userAccount(user), session, ifMatch);
  }

  /** Ends every session of the user. */
  async disconnect(actor: Actor, user: string): Promise<EndedSessions> {
    requireScope(actor, 'users:write');
    const { id } = await this.userAccount(user);
    return this.endAll(actor, { kind: 'user', id });
  }

  async listOwn(actor: Actor, query: SessionQuery): Promise<Page<Session>> {
    return this.list(actor, requirePerson(actor), query);
  }

  async getOwn(actor: Actor, session: string): Promise<Session> {
    return this.show(actor, await this.require(this.db.prisma, requirePerson(actor), session));
  }

  async updateOwn(actor: Actor, session: string, patch: SessionPatch, ifMatch?: string): Promise<Session> {
    return this.update(actor, requirePerson(actor), session, patch, ifMatch);
  }

  async endOwn(actor: Actor, session: string, ifMatch?: string): Promise<void> {
    await this.end(actor, requirePerson(actor), session, ifMatch);
  }

  /** Ends every session of the caller, this one too. */
  async endAllOwn(actor: Actor): Promise<EndedSessions> {
    return this.endAll(actor, requirePerson(actor));
  }

  private async list(actor: Actor, account: Account, query: SessionQuery): Promise<Page<Session>> {
    const page = pageRequest(query, 'session', ['id']);
    const rows = await this.store.list(account, page, query.active, new Date(this.clock.now()));
    return pageOf(
      rows,
      page.limit,
      (row) => encodeCursor('session', [row.id]),
      (row) => this.show(actor, row),
    );
  }

  /** Automatic sign-in is switched off for good: only a sign-in gives a refresh token. */
  private async update(
    actor: Actor,
    account: Account,
    session: string,
    { automaticSignIn }: SessionPatch,
    ifMatch: string | undefined,
  ): Promise<Session> {
    return this.db.transaction(async (tx) => {
      const row = await this.hold(tx, account, session);
      const before = this.show(actor, row);
      requireMatch(ifMatch, before);
      if (automaticSignIn === undefined || automaticSignIn === row.automaticSignIn) return before;
      if (automaticSignIn) throw new DomainError('sign-in-needed', 'Sign in again for automatic sign-in.');
      const after = this.show(actor, await this.store.switchOff(tx, row, this.clock.now()));
      const change = { ...endsOf(row), before: { automaticSignIn: true }, after: { automaticSignIn } };
      await this.audit.record(tx, actor, { action: 'session.changed', ...change });
      return after;
    });
  }

  private async end(actor: Actor, account: Account, session: string, ifMatch?: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const row = await this.hold(tx, account, session);
      requireMatch(ifMatch, this.show(actor, row));
      const reason = row.id === actor.sessionId ? 'signed-out' : 'disconnected';
      await this.ending.endOne(tx, actor, row.id, reason);
    });
  }

  private async endAll(actor: Actor, { kind, id }: Account): Promise<EndedSessions> {
    const ended = await this.db.transaction((tx) =>
      this.ending.endAll(tx, actor, kind, [id], 'disconnected'),
    );
    return { ended };
  }

  private async hold(tx: Transaction, account: Account, session: string): Promise<SessionRow> {
    const row = isUuid(session) ? await this.store.hold(tx, session) : null;
    return requireOf(account, row, session);
  }

  private async require(tx: Transaction, account: Account, session: string): Promise<SessionRow> {
    const row = isUuid(session) ? await this.store.find(session, tx) : null;
    return requireOf(account, row, session);
  }

  private async userAccount(user: string): Promise<Account> {
    return { kind: 'user', id: (await this.users.require(user)).id };
  }

  private show(actor: Actor, row: SessionRow): Session {
    return toSession(row, actor, this.clock.now());
  }
}

/** A session of somebody else is none of this account. */
function requireOf(account: Account, row: SessionRow | null, session: string): SessionRow {
  if (row !== null && accountOf(row).id === account.id) return row;
  throw new DomainError('session-not-found', `There is no session ${JSON.stringify(session)} here.`);
}
