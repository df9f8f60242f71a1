/** Finds out which administrator a provider speaks of: one whom an administrator has linked, and nobody else (rule 8.5). */
import type { IDToken } from 'openid-client';
import type { Clock } from '../core/clock.js';
import type { Transaction } from '../db/database.js';
import type { LinkStore } from './links.store.js';
import { SignInRefused } from './provider-answer.js';
import type { ProviderRow } from './providers.store.js';

/** What matching needs of the locks of administrators. */
export interface AdministratorLocks {
  isLocked(tx: Transaction, id: string, address: string | null, now: Date): Promise<boolean>;
}

export class AdministratorMatching {
  constructor(
    private readonly links: LinkStore,
    private readonly locks: AdministratorLocks,
    private readonly clock: Clock,
  ) {}

  /** The administrator, who may sign in. Refuses as `account-unknown` or, who proved that it is theirs, `account-locked`. */
  async admit(
    tx: Transaction,
    provider: ProviderRow,
    { iss, sub }: IDToken,
    address: string | null,
  ): Promise<string> {
    const link = await this.links.findBySubject(tx, { providerId: provider.id, issuer: iss, subject: sub });
    if (link === null) throw new SignInRefused('account-unknown');
    if (await this.isLocked(tx, link.accountId, address)) throw new SignInRefused('account-locked');
    await this.links.markUsed(tx, link, new Date(this.clock.now()));
    return link.accountId;
  }

  /** Rule 9.2: the lock holds whichever way an administrator comes. */
  async isLocked(tx: Transaction, id: string, address: string | null): Promise<boolean> {
    return this.locks.isLocked(tx, id, address, new Date(this.clock.now()));
  }
}
