/**
 * New tokens for an old refresh token, which is used up by that. One that comes twice was stolen, or is in the hands of
 * the thief now: its session ends, and with it whatever was made of any token of it (RFC 9700 §4.14.2).
 */
import { timingSafeEqual } from 'node:crypto';
import type { Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import type { Database, Transaction } from '../db/database.js';
import { hashesOf, nextRefreshToken, type RefreshTokenHashes } from './refresh-token.js';
import { requireLasting } from './session-callers.js';
import type { SessionEnding } from './session-ending.js';
import { refreshTokenSeconds, type SignInLocks } from './session-opening.js';
import { toSession } from './session-representation.js';
import type { SessionTokens } from './session-tokens.js';
import type { RefreshedSession, RefreshRequest, SessionMethod } from './sessions.schema.js';
import type { SessionRow, SessionsStore } from './sessions.store.js';
import { addressOf, type Passage, type SignInDoor } from './sign-in-door.js';

/** One refresh, as far as it is known. */
interface Attempt {
  readonly actor: Actor;
  readonly token: string;
  readonly hashes: RefreshTokenHashes;
  readonly address: string | null;
  readonly passage: Passage;
}

type Outcome = { kind: 'refreshed'; row: SessionRow; token: string } | { kind: 'reused' };

export class SessionRefresh {
  constructor(
    private readonly db: Database,
    private readonly store: SessionsStore,
    private readonly door: SignInDoor,
    private readonly locks: SignInLocks,
    private readonly ending: SessionEnding,
    private readonly tokens: SessionTokens,
    private readonly clock: Clock,
  ) {}

  /** Throws `refresh-refused`, `session-ended`, `sign-in-unavailable` or `sign-in-method-unavailable`. */
  async refresh(actor: Actor, request: RefreshRequest): Promise<RefreshedSession> {
    const address = addressOf(actor, request.clientIp);
    const hashes = hashesOf(request.refreshToken);
    if (hashes === null) throw refused();
    const passage = await this.passageOf(hashes, address);
    const attempt = { actor, token: request.refreshToken, hashes, address, passage };
    // What ends a family must be kept, so the transaction that does it does not throw.
    const outcome = await this.db.transaction((tx) => this.attempt(tx, attempt));
    if (outcome.kind === 'reused') throw refused();
    return {
      ...(await this.tokens.issue(outcome.row, request.rights)),
      refreshToken: outcome.token,
      session: toSession(outcome.row, { sessionId: outcome.row.id }, this.clock.now()),
    };
  }

  private async attempt(tx: Transaction, attempt: Attempt): Promise<Outcome> {
    const row = await this.store.holdByFamily(tx, attempt.hashes.familyHash);
    if (row === null) throw refused();
    requireLasting(row, this.clock.now());
    if (!timingSafeEqual(attempt.hashes.refreshHash, row.refreshHash!)) {
      await this.ending.endOne(tx, attempt.actor, row.id, 'refresh-token-reused');
      return { kind: 'reused' };
    }
    if (!row.automaticSignIn) throw refused();
    // Rules 7.4 and 8.8: the token stays good for later, when the door is open again.
    if (attempt.passage.refusal !== null) throw attempt.passage.refusal;
    return this.rotate(tx, row, attempt);
  }

  /** Whether the door is open to that session: asked before the transaction, which has one connection only. */
  private async passageOf({ familyHash }: RefreshTokenHashes, address: string | null): Promise<Passage> {
    const row = await this.store.findByFamily(familyHash);
    if (row === null) throw refused();
    const used = { method: row.method as SessionMethod, providerId: row.providerId };
    const passage = await this.door.look(address, used);
    return (await this.isLocked(row)) ? { ...passage, refusal: refused() } : passage;
  }

  /** Rule 9.2: a lock holds here too; the token stays good for later. */
  private async isLocked({ userId }: SessionRow): Promise<boolean> {
    return userId !== null && this.locks.isLocked({ kind: 'user', id: userId });
  }

  private async rotate(
    tx: Transaction,
    row: SessionRow,
    { token: used, address, passage: { zone } }: Attempt,
  ): Promise<Outcome> {
    const now = this.clock.now();
    const token = nextRefreshToken(used);
    const { refreshHash } = hashesOf(token)!;
    const expiresAt = new Date(now + refreshTokenSeconds * 1000);
    const changes = { refreshHash, expiresAt, lastActivityAt: new Date(now), address, zone };
    return { kind: 'refreshed', row: await this.store.update(tx, row.id, changes), token };
  }
}

function refused(): DomainError {
  return new DomainError('refresh-refused', 'The refresh token is not accepted.');
}
