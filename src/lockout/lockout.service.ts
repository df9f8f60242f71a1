/** Owns locks on signing in: an administrator can lift one at any time (rule 9.2). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Database, Transaction } from '../db/database.js';
import type { LockoutStore } from './lockout.store.js';

/** What locks need of users. */
export interface LockableUsers {
  /** The user, locked against changes until the transaction ends; throws `user-not-found`. */
  hold(tx: Transaction, user: string): Promise<{ id: string; login: string }>;
}

export class LockoutService {
  constructor(
    private readonly db: Database,
    private readonly store: LockoutStore,
    private readonly users: LockableUsers,
    private readonly audit: AuditTrail,
  ) {}

  /** Lifts the lock, and begins to count from nothing. */
  async unlock(actor: Actor, user: string): Promise<void> {
    requireScope(actor, 'users:write');
    await this.db.transaction(async (tx) => {
      const row = await this.users.hold(tx, user);
      if (!(await this.store.delete(tx, row.id))) return;
      await this.audit.record(tx, actor, { action: 'user.unlocked', target: userEnd(row) });
    });
  }
}
