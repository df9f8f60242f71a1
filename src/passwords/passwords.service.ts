/** Owns the change of a user's password (rule 2.4). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Database, Transaction } from '../db/database.js';
import type { NewPassword } from './passwords.schema.js';
import type { PasswordKeeper } from './password-keeper.js';

/** A user as far as passwords are concerned. */
export interface PasswordOwner {
  id: string;
  login: string;
}

/** What passwords need of users. */
export interface PasswordOwners {
  /** By UUID, login or call ID; throws `user-not-found`. */
  require(user: string, tx?: Transaction): Promise<PasswordOwner>;
  /** The same, locked until the transaction ends. */
  hold(tx: Transaction, user: string): Promise<PasswordOwner>;
}

/** What passwords need of sessions: with another password, whoever came in with the old one is out. */
export interface PasswordSessions {
  endAll(
    tx: Transaction,
    actor: Actor,
    kind: 'user',
    ids: readonly string[],
    reason: 'password-changed',
    spared?: string,
  ): Promise<number>;
}

export class PasswordsService {
  constructor(
    private readonly db: Database,
    private readonly keeper: PasswordKeeper,
    private readonly users: PasswordOwners,
    private readonly sessions: PasswordSessions,
    private readonly audit: AuditTrail,
  ) {}

  async replace(actor: Actor, user: string, { password }: NewPassword): Promise<void> {
    requireScope(actor, 'users:write');
    const { id, login } = await this.users.require(user);
    const hash = await this.keeper.prepare(password, login);
    await this.db.transaction(async (tx) => {
      await this.users.hold(tx, id);
      await this.keeper.keep(tx, id, hash);
      await this.sessions.endAll(tx, actor, 'user', [id], 'password-changed', actor.sessionId);
      const target = userEnd({ id, login });
      await this.audit.record(tx, actor, { action: 'user.password-changed', target });
    });
  }
}
