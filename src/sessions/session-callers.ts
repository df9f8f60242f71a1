/** Whom a session stands for, as long as it lasts: what access tokens of people are verified with. */
import type { Caller } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import { accountOf, loginOf, scopesOf } from './session-holder.js';
import { endReasons } from './end-reasons.js';
import type { SessionEndReason } from './sessions.schema.js';
import type { SessionRow, SessionsStore } from './sessions.store.js';

export class SessionCallers {
  constructor(
    private readonly store: SessionsStore,
    private readonly clock: Clock,
  ) {}

  /** The person of the session; null where there is none. Throws `session-ended`, which says why. */
  async callerOf(sessionId: string): Promise<Caller | null> {
    const row = await this.store.find(sessionId);
    if (row === null) return null;
    requireLasting(row, this.clock.now());
    const { kind, id } = accountOf(row);
    return { kind, id, name: loginOf(row), scopes: new Set(scopesOf(row)), sessionId };
  }
}

/** Throws `session-ended` unless the session lasts and its account may be used (rules 2.3 and 9.4). */
export function requireLasting(row: SessionRow, now: number): void {
  const reason = endOf(row, now);
  if (reason !== null) throw new DomainError('session-ended', `The session has ended. ${endReasons[reason]}`);
}

/** Whether the session lasts, and its account may be used. */
export function isLasting(row: SessionRow, now: number): boolean {
  return endOf(row, now) === null;
}

function endOf(row: SessionRow, now: number): SessionEndReason | null {
  if (row.endedAt !== null) return row.endReason as SessionEndReason;
  if (row.expiresAt.getTime() <= now) return 'expired';
  return row.user?.active === false ? 'account-deactivated' : null;
}
