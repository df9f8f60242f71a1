/** Owns the accounts of administrators: who they are, what they may do, and that there is always one (rule 12.1). */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { isUuid, newId } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import { programScopes, type Scope } from '../core/scopes.js';
import type { Database, Transaction } from '../db/database.js';
import { renewRevocationEpoch } from '../db/epochs.js';
import { foldName } from '../names/index.js';
import { lockCredentials } from '../tokens/index.js';
import { checkLogin } from '../users/index.js';
import { toAdministrator } from './administrator-representation.js';
import type { Administrator, NewAdministrator, NewAdministratorPassword } from './administrators.schema.js';
import type { AdministratorRow, AdministratorsStore } from './administrators.store.js';

/** What administrators need of passwords. */
export interface PasswordMaker {
  /** Checks and hashes; throws `password-unacceptable`. */
  prepare(password: string, login: string): Promise<string>;
}

/** What administrators need of sessions. */
export interface AdministratorSessions {
  endAll(
    tx: Transaction,
    actor: Actor,
    kind: 'administrator',
    ids: readonly string[],
    reason: 'password-changed',
    spared?: string,
  ): Promise<number>;
}

/** What administrators need of locks. */
export interface AdministratorLocks {
  /** Forgets the wrong passwords that were tried on the administrator; false when there were none. */
  forgetAdministrator(tx: Transaction, id: string): Promise<boolean>;
}

export class AdministratorsService {
  constructor(
    private readonly db: Database,
    private readonly store: AdministratorsStore,
    private readonly passwords: PasswordMaker,
    private readonly sessions: AdministratorSessions,
    private readonly locks: AdministratorLocks,
    private readonly audit: AuditTrail,
  ) {}

  async list(actor: Actor, query: PageQuery): Promise<Page<Administrator>> {
    requireScope(actor, 'admin');
    const page = pageRequest(query, 'administrator', ['id']);
    const rows = await this.store.list(page);
    return pageOf(rows, page.limit, (row) => encodeCursor('administrator', [row.id]), toAdministrator);
  }

  async create(actor: Actor, request: NewAdministrator): Promise<Administrator> {
    requireScope(actor, 'admin');
    requireHeld(actor, request.scopes ?? programScopes);
    return this.insert(actor, request, () => Promise.resolve(true)) as Promise<Administrator>;
  }

  /** The first administrator, where there is none yet; throws `password-unacceptable`. */
  async createFirst(actor: Actor, request: NewAdministrator): Promise<void> {
    if (await this.store.exists(this.db.prisma)) return;
    await this.insert(actor, request, async (tx) => !(await this.store.exists(tx)));
  }

  async delete(actor: Actor, id: string): Promise<void> {
    requireScope(actor, 'admin');
    await this.db.transaction(async (tx) => {
      await lockCredentials(tx);
      const row = await this.hold(tx, id, actor);
      await this.locks.forgetAdministrator(tx, row.id);
      await this.store.delete(tx, row.id);
      if (!(await this.store.hasFull(tx))) {
        throw new DomainError('last-administrator', 'No other administrator has the scope admin.');
      }
      await renewRevocationEpoch(tx);
      const before = toAdministrator(row);
      await this.audit.record(tx, actor, {
        action: 'administrator.deleted',
        target: targetOf(before),
        before,
      });
    });
  }

  /** Ends the sessions of the administrator, but the one that asks. */
  async replacePassword(actor: Actor, id: string, { password }: NewAdministratorPassword): Promise<void> {
    requireScope(actor, 'admin');
    const { login } = await this.hold(this.db.prisma, id, actor);
    const hash = await this.passwords.prepare(password, login);
    await this.db.transaction(async (tx) => {
      await lockCredentials(tx);
      const row = await this.hold(tx, id, actor);
      await this.store.setPassword(tx, row.id, hash);
      await this.sessions.endAll(tx, actor, 'administrator', [row.id], 'password-changed', actor.sessionId);
      const target = targetOf(row);
      await this.audit.record(tx, actor, { action: 'administrator.password-changed', target });
    });
  }

  /** Lifts the lock that wrong passwords have brought about (rule 9.2). */
  async unlock(actor: Actor, id: string): Promise<void> {
    requireScope(actor, 'admin');
    await this.db.transaction(async (tx) => {
      const row = await this.hold(tx, id, actor);
      if (!(await this.locks.forgetAdministrator(tx, row.id))) return;
      await this.audit.record(tx, actor, { action: 'administrator.unlocked', target: targetOf(row) });
    });
  }

  /** The administrator, whom the caller may touch: nobody touches one who may do more than they may themselves. */
  async hold(tx: Transaction, id: string, actor: Actor): Promise<AdministratorRow> {
    const row = await this.require(id, tx);
    requireHeld(actor, toAdministrator(row).scopes);
    return row;
  }

  /** The administrator, by UUID. */
  async require(id: string, tx: Transaction = this.db.prisma): Promise<AdministratorRow> {
    const row = isUuid(id) ? await this.store.find(id, tx) : null;
    if (row !== null) return row;
    throw new DomainError('administrator-not-found', `There is no administrator ${JSON.stringify(id)}.`);
  }

  /** The new administrator, unless there shall be none any more; the password is hashed before the transaction. */
  private async insert(
    actor: Actor,
    request: NewAdministrator,
    isWanted: (tx: Transaction) => Promise<boolean>,
  ): Promise<Administrator | null> {
    const login = checkLogin(request.login);
    const passwordHash = await this.passwords.prepare(request.password, login);
    const { displayName = login, scopes } = request;
    const names = { login, loginKey: foldName(login), displayName };
    const may = { hasAllScopes: scopes === undefined, scopes: [...new Set(scopes)] };
    return this.db.transaction(async (tx) => {
      await lockCredentials(tx);
      if (!(await isWanted(tx))) return null;
      const row = await this.store.create(tx, { id: newId(), ...names, ...may, passwordHash });
      if (row === null)
        throw new DomainError('login-taken', `An administrator is called ${JSON.stringify(login)}.`);
      const after = toAdministrator(row);
      await this.audit.record(tx, actor, {
        action: 'administrator.created',
        target: targetOf(after),
        after,
      });
      return after;
    });
  }
}

function requireHeld(actor: Actor, scopes: readonly Scope[]): void {
  const beyond = scopes.filter((scope) => scope !== 'me' && !actor.scopes.has(scope));
  if (beyond.length === 0) return;
  throw new DomainError('scope-escalation', `The caller does not hold: ${beyond.join(', ')}.`);
}

function targetOf({ id, login }: { id: string; login: string }) {
  return { kind: 'administrator', id, name: login };
}
