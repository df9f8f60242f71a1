/**
 * Ends sessions, whoever wants it: every instance refuses their tokens from the moment the transaction commits, since
 * the revocation epoch is another then (rules 2.3, 2.9 and 2.14).
 */
import type { AuditTrail } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import type { Transaction } from '../db/database.js';
import { renewRevocationEpoch } from '../db/epochs.js';
import type { LeavingUser, UserTraces } from '../users/index.js';
import type { AccountKind } from './account.js';
import { accountOf, loginOf } from './session-holder.js';
import type { SessionEndReason } from './sessions.schema.js';
import { sessionsOf, type SessionRow, type SessionsStore } from './sessions.store.js';

export class SessionEnding implements UserTraces {
  constructor(
    private readonly store: SessionsStore,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Ends one session, unless it has ended already. */
  async endOne(tx: Transaction, actor: Actor, id: string, reason: SessionEndReason): Promise<void> {
    await this.note(tx, actor, await this.store.end(tx, { id }, this.now(), reason), reason);
  }

  /** Ends the sessions that have not ended already. */
  async endMany(
    tx: Transaction,
    actor: Actor,
    ids: readonly string[],
    reason: SessionEndReason,
  ): Promise<void> {
    const ended = await this.store.end(tx, { id: { in: [...ids] } }, this.now(), reason);
    await this.note(tx, actor, ended, reason);
  }

  /** Ends every session of the accounts, but the one that is spared; gives how many those were. */
  async endAll(
    tx: Transaction,
    actor: Actor,
    kind: AccountKind,
    ids: readonly string[],
    reason: SessionEndReason,
    spared?: string,
  ): Promise<number> {
    const others = spared === undefined ? {} : { id: { not: spared } };
    const ended = await this.store.end(tx, { ...sessionsOf(kind, ids), ...others }, this.now(), reason);
    await this.note(tx, actor, ended, reason);
    return ended.length;
  }

  /** Rule 2.3: a deactivated account cannot be used, from now on. */
  async deactivate(tx: Transaction, actor: Actor, user: LeavingUser): Promise<void> {
    await this.endAll(tx, actor, 'user', [user.id], 'account-deactivated');
  }

  /** Rule 2.14: the sessions go with the account; what is remembered of their tokens is no longer believed. */
  async forget(tx: Transaction, _actor: Actor, _user: LeavingUser): Promise<void> {
    await renewRevocationEpoch(tx);
  }

  private async note(
    tx: Transaction,
    actor: Actor,
    ended: readonly SessionRow[],
    reason: SessionEndReason,
  ): Promise<void> {
    if (ended.length === 0) return;
    await renewRevocationEpoch(tx);
    await this.audit.record(
      tx,
      actor,
      ...ended.map((row) => ({ action: 'session.ended' as const, ...endsOf(row), after: { reason } })),
    );
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** A session is found in the audit log from both ends: by itself, and by whose it is. */
export function endsOf(row: SessionRow) {
  return {
    target: { kind: 'session', id: row.id, name: row.applicationName },
    related: { ...accountOf(row), name: loginOf(row) },
  };
}
