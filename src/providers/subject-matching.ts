/** Finds out whose account it is that a provider speaks of (rule 8.5). */
import type { IDToken } from 'openid-client';
import type { AuditTrail } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { isUuid } from '../core/ids.js';
import type { Transaction } from '../db/database.js';
import { endsOf, toLink } from './links.service.js';
import type { LinksStore } from './links.store.js';
import { SignInRefused } from './provider-answer.js';
import type { ProviderRow } from './providers.store.js';

export interface MatchedUser {
  id: string;
  login: string;
  active: boolean;
}

/** What matching needs of users; null for one that there is not. Holds whom it finds until the transaction ends. */
export interface MatchableUsers {
  findMany(tx: Transaction, users: readonly string[]): Promise<(MatchedUser | null)[]>;
}

/** What matching needs of locks. */
export interface AccountLocks {
  isLocked(tx: Transaction, userId: string, now: Date): Promise<boolean>;
}

export class SubjectMatching {
  constructor(
    private readonly links: LinksStore,
    private readonly users: MatchableUsers,
    private readonly locks: AccountLocks,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * The user, who may sign in. Refuses as `account-unknown` when nobody is linked to the subject, nor may be; as
   * `account-inactive` (rule 2.3) or `account-locked` (rule 9.2) to whoever proved that the account is theirs.
   */
  async admit(tx: Transaction, actor: Actor, provider: ProviderRow, claims: IDToken): Promise<MatchedUser> {
    const user = await this.userOf(tx, actor, provider, claims);
    if (!user.active) throw new SignInRefused('account-inactive');
    const isLocked = await this.locks.isLocked(tx, user.id, new Date(this.clock.now()));
    if (isLocked) throw new SignInRefused('account-locked');
    return user;
  }

  /** Whether the ID token does not say what it takes to find out whose account it is (rule 8.2). */
  async needsMore({ id, matchUsers, userClaim }: ProviderRow, claims: IDToken): Promise<boolean> {
    if (!matchUsers || claims[userClaim ?? ''] !== undefined) return false;
    return !(await this.links.isLinked({ providerId: id, issuer: claims.iss, subject: claims.sub }));
  }

  private async userOf(
    tx: Transaction,
    actor: Actor,
    provider: ProviderRow,
    claims: IDToken,
  ): Promise<MatchedUser> {
    const subject = { providerId: provider.id, issuer: claims.iss, subject: claims.sub };
    const link = await this.links.findBySubject(tx, subject);
    if (link !== null) {
      await this.links.markUsed(tx, link, new Date(this.clock.now()));
      return this.require(tx, link.accountId);
    }
    const user = await this.namedBy(tx, provider, claims);
    if (user === null) throw unknown();
    const made = await this.links.create(tx, subject, user.id, 'match');
    // Linked to another subject of the provider: whoever has that name there now is somebody else.
    if (made === null) throw unknown();
    await this.links.markUsed(tx, made, new Date(this.clock.now()));
    await this.audit.record(tx, actor, {
      action: 'provider.user-linked',
      ...endsOf('user', user, provider),
      after: toLink(made),
    });
    return user;
  }

  private async require(tx: Transaction, id: string): Promise<MatchedUser> {
    const [user] = await this.users.findMany(tx, [id]);
    if (user === null || user === undefined) throw unknown();
    return user;
  }

  /** Whoever has the claim as their login, where the provider is trusted to say so. */
  private async namedBy(
    tx: Transaction,
    provider: ProviderRow,
    claims: IDToken,
  ): Promise<MatchedUser | null> {
    const name = claims[provider.userClaim ?? ''];
    if (!provider.matchUsers || typeof name !== 'string' || isUuid(name) || name.includes('@')) return null;
    const [user] = await this.users.findMany(tx, [name]);
    // Not by the folding of rule 1.2: what only looks like the login may be somebody else at the provider.
    return user?.login.toLowerCase() === name.toLowerCase() ? user : null;
  }
}

function unknown(): SignInRefused {
  return new SignInRefused('account-unknown');
}
