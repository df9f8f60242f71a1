/**
 * Opens the session of somebody whose identity is proved, by whatever method. Everything that is asked after that is
 * asked here, so that no method can forget it: the zone, the account, and what the session gives.
 */
import type { Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import { newId } from '../core/ids.js';
import type { Connection, Database } from '../db/database.js';
import type { ZoneId } from '../zones/index.js';
import type { Account } from './account.js';
import type { ConcurrentSignInMode } from './concurrent-sign-in.schema.js';
import { loginOf } from './session-holder.js';
import { hashesOf, nextRefreshToken } from './refresh-token.js';
import { toSession } from './session-representation.js';
import type { SessionTokens } from './session-tokens.js';
import type { SignedIn } from './sessions.schema.js';
import { createSession, holdAccount, type NewSession, type SessionHolder } from './new-sessions.store.js';
import type { SessionRow } from './sessions.store.js';
import type { MethodUsed, SignInDoor } from './sign-in-door.js';

/** Rule 14. */
export const refreshTokenSeconds = 30 * 24 * 3600;

/** With what and from where somebody comes in. */
export interface Visit extends MethodUsed {
  readonly application: { readonly name: string; readonly version?: string | null };
  readonly device?: string | null;
  readonly platform?: string | null;
  /** Null where it cannot be told; then the zone is external. */
  readonly address: string | null;
  /** Whether the session may be refreshed without a password. */
  readonly automaticSignIn: boolean;
  /** Whether the access token says what the user may do. */
  readonly rights?: boolean;
  /** What else is kept of the session, in the transaction that opens it; what it throws keeps the person out. */
  readonly keep?: (connection: Connection, sessionId: string) => Promise<void>;
}

/** What signing in needs of locks. */
export interface SignInLocks {
  /** Whether too many wrong passwords were tried on the user of late. */
  isLocked(user: { kind: 'user'; id: string }): Promise<boolean>;
}

/** How many sessions there may be at a time (rule 9.4). */
export interface Concurrency {
  /** What holds until the transaction ends. */
  hold(connection: Connection): Promise<ConcurrentSignInMode>;
  /** Ends what is too many, now that another session is there. */
  displace(
    connection: Connection,
    actor: Actor,
    mode: ConcurrentSignInMode,
    newest: NewSession,
  ): Promise<void>;
}

/** What the answer to a sign-in needs of the accounts. */
export interface Profiles {
  /** Who signed in, as `user` or `administrator` of the answer. */
  profileOf(account: Account): Promise<Pick<SignedIn, 'user' | 'administrator'>>;
}

export class SessionOpening {
  constructor(
    private readonly db: Database,
    private readonly door: SignInDoor,
    private readonly locks: SignInLocks,
    private readonly concurrency: Concurrency,
    private readonly tokens: SessionTokens,
    private readonly profiles: Profiles,
    private readonly clock: Clock,
  ) {}

  /**
   * Lets the person in. Throws `sign-in-unavailable`, `sign-in-method-unavailable`, `account-inactive` or `sign-in-refused`; call it only
   * when it is proved who they are.
   */
  async openSession(actor: Actor, account: Account, visit: Visit): Promise<SignedIn> {
    const zone = await this.door.pass(visit.address, visit);
    await this.requireUnlocked(account, visit);
    const refreshToken = visit.automaticSignIn ? nextRefreshToken(null) : null;
    const session = this.newSession(account, visit, zone, refreshToken);
    const row = await this.db.plainTransaction(async (connection) => {
      const opened = await this.insert(connection, actor, account, session);
      await visit.keep?.(connection, opened.id);
      return opened;
    });
    return {
      ...(await this.tokens.issue(row, visit.rights)),
      refreshToken,
      session: toSession(row, { sessionId: row.id }, this.clock.now()),
      ...(await this.profiles.profileOf(account)),
    };
  }

  /** Rule 9.2: the lock of a user holds whichever way they come; passwords asked for it before they were checked. */
  private async requireUnlocked({ kind, id }: Account, { method }: Visit): Promise<void> {
    if (kind !== 'user' || method === 'password' || !(await this.locks.isLocked({ kind, id }))) return;
    throw refused('The account cannot be used at present.');
  }

  private async insert(
    connection: Connection,
    actor: Actor,
    account: Account,
    session: NewSession,
  ): Promise<SessionRow> {
    const mode = account.kind === 'user' ? await this.concurrency.hold(connection) : 'unlimited';
    const holder = await holdAccount(connection, account);
    if (holder === null) throw refused('The account was deleted meanwhile.');
    // Rule 2.3: told to whoever proved that the account is theirs, and to nobody else.
    if (holder.user?.active === false)
      throw new DomainError('account-inactive', 'The account is deactivated.');
    const person = personIn(actor, account, holder);
    const row = await createSession(connection, person, session, holder);
    if (mode !== 'unlimited') await this.concurrency.displace(connection, person, mode, session);
    return row;
  }

  private newSession(
    { kind, id }: Account,
    visit: Visit,
    zone: ZoneId,
    refreshToken: string | null,
  ): NewSession {
    const now = this.clock.now();
    const lastsSeconds = visit.automaticSignIn ? refreshTokenSeconds : this.tokens.lifetimeSeconds;
    const hashes = refreshToken === null ? null : hashesOf(refreshToken);
    return {
      id: newId(),
      userId: kind === 'user' ? id : null,
      administratorId: kind === 'user' ? null : id,
      applicationName: visit.application.name,
      applicationVersion: visit.application.version ?? null,
      device: visit.device ?? null,
      platform: visit.platform ?? null,
      address: visit.address,
      zone,
      method: visit.method,
      providerId: visit.providerId,
      automaticSignIn: visit.automaticSignIn,
      startedAt: new Date(now),
      lastActivityAt: new Date(now),
      expiresAt: new Date(now + lastsSeconds * 1000),
      familyHash: hashes?.familyHash ?? null,
      refreshHash: hashes?.refreshHash ?? null,
    };
  }
}

function refused(detail: string): DomainError {
  return new DomainError('sign-in-refused', detail);
}

/** In the audit log it is the person who signs in, unless a backend does it for them. */
function personIn(actor: Actor, account: Account, holder: SessionHolder): Actor {
  return actor.kind === 'anonymous' ? { ...actor, ...account, name: loginOf(holder) } : actor;
}
