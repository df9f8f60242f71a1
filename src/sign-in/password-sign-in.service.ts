/**
 * Owns signing in with a password: zone, method, lockout, verification, and what opening a session asks beyond that. With
 * a wrong password every account answers the same, and so does a name that nobody has (rules 2.3 and 9.2).
 */
import { randomBytes } from 'node:crypto';
import type { AuditTrail } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { WorkQueue } from '../core/work-queue.js';
import type { Database } from '../db/database.js';
import { nameOf, type AttemptOutcome, type Attempts, type Verdict } from '../lockout/index.js';
import type { PasswordHasher } from '../passwords/index.js';
import { sourceOf, type RateLimit } from '../rate-limits/index.js';
import {
  addressOf,
  type Account,
  type SessionOpening,
  type SignedIn,
  type SignInDoor,
  type Visit,
} from '../sessions/index.js';
import type { Candidate, Candidates } from './candidates.js';
import type { PasswordSignInRequest, SignInRealm } from './sign-in.schema.js';

/** A hash that is nobody's: compared with where there is no other, so that the answer takes as long. */
const nobodysHash = [
  '$argon2id$v=19$m=19456,t=2,p=1',
  randomBytes(16).toString('base64').replaceAll('=', ''),
  randomBytes(32).toString('base64').replaceAll('=', ''),
].join('$');

const kindOf = { users: 'user', administrators: 'administrator' } as const;

/** How often it may be tried, whatever comes of it. */
export interface SignInLimits {
  readonly refusalsOfSource: RateLimit;
  readonly attemptsOnAccount: RateLimit;
}

export class PasswordSignInService {
  private readonly entrance: WorkQueue;

  constructor(
    private readonly db: Database,
    private readonly candidates: Candidates,
    private readonly attempts: Attempts,
    private readonly hasher: PasswordHasher,
    private readonly door: SignInDoor,
    private readonly opening: SessionOpening,
    private readonly audit: AuditTrail,
    private readonly limits: SignInLimits,
  ) {
    this.entrance = new WorkQueue({ concurrency: hasher.room, waiting: 0 });
  }

  /**
   * Whoever comes when as many are under way as passwords can wait is told so before anything is read or written: what a
   * storm costs is then what that answer costs.
   */
  async signIn(actor: Actor, request: PasswordSignInRequest): Promise<SignedIn> {
    const outcome = await this.entrance.run(() => this.admit(actor, request));
    if (outcome.kind === 'full') throw overloaded();
    return outcome.value;
  }

  private async admit(actor: Actor, request: PasswordSignInRequest): Promise<SignedIn> {
    const { realm = 'users' } = request;
    const visit = visitOf(actor, request);
    const source = sourceOf(visit.address);
    await this.limits.refusalsOfSource.require(source);
    await this.passDoor(actor, visit);
    const candidate = await this.candidates.find(realm, request.login, visit.address);
    await this.limits.attemptsOnAccount.take(nameOf(candidate.counted));
    const outcome = await this.verify(candidate, request.password);
    if (outcome !== 'right') return this.refuse(actor, realm, candidate, outcome, source);
    return this.enter(actor, { kind: kindOf[realm], id: candidate.account!.id }, candidate, visit);
  }

  /** The zone and the method are asked before anybody is looked for: their refusal says nothing of anybody. */
  private async passDoor(actor: Actor, visit: Visit): Promise<void> {
    const { refusal } = await this.door.look(visit.address, visit);
    if (refusal === null) return;
    await this.note(actor, nobodyKnown, refusal.code);
    throw refusal;
  }

  private async verify({ account, counted }: Candidate, password: string): Promise<AttemptOutcome> {
    const pretend = () => this.hasher.verify(nobodysHash, password);
    const hash = account?.hash ?? null;
    const check =
      hash === null ? async () => wrongIfAny(await pretend()) : () => this.hasher.verify(hash, password);
    return this.attempts.make(counted, check, pretend);
  }

  private async refuse(
    actor: Actor,
    realm: SignInRealm,
    { account }: Candidate,
    outcome: Exclude<AttemptOutcome, 'right'>,
    source: string,
  ): Promise<never> {
    if (outcome === 'none') throw overloaded();
    const target =
      account === null ? nobodyKnown : { kind: kindOf[realm], id: account.id, name: account.login };
    await this.note(actor, target, account === null ? 'unknown-login' : outcome);
    // What comes from there next is refused without a trace, or guesses would fill the log.
    if (await this.limits.refusalsOfSource.charge(source))
      await this.note(actor, nobodyKnown, 'rate-limited');
    throw new DomainError('sign-in-refused', 'The login or the password is wrong.');
  }

  private async enter(actor: Actor, account: Account, candidate: Candidate, visit: Visit): Promise<SignedIn> {
    try {
      return await this.opening.openSession(actor, account, visit);
    } catch (error) {
      if (error instanceof DomainError) {
        await this.note(actor, { ...account, name: candidate.account!.login }, error.code);
      }
      throw error;
    }
  }

  private async note(
    actor: Actor,
    target: { kind: string; id: string; name: string },
    reason: string,
  ): Promise<void> {
    await this.db.transaction((tx) =>
      this.audit.record(tx, actor, {
        action: 'sign-in.refused',
        target,
        after: { reason, method: 'password' },
      }),
    );
  }
}

/** What was typed as a login may be a password: it is not kept. */
const nobodyKnown = { kind: 'user', id: 'unknown', name: 'unknown' };

/** Not all of a crowd shall come back in the same second. */
function overloaded(): DomainError {
  const retryAfterSeconds = 1 + Math.floor(Math.random() * 3);
  return new DomainError(
    'overloaded',
    'Too many passwords are waiting to be checked.',
    [],
    retryAfterSeconds,
  );
}

function wrongIfAny(verdict: Verdict): Verdict {
  return verdict === 'none' ? 'none' : 'wrong';
}

function visitOf(actor: Actor, request: PasswordSignInRequest): Visit {
  const { application = { name: 'Web' }, device, platform, automaticSignIn = true, rights } = request;
  const address = addressOf(actor, request.clientIp);
  const asked = { application, device, platform, automaticSignIn, rights };
  return { ...asked, address, method: 'password', providerId: null };
}
