/**
 * Finds out whom a bearer token stands for: an API key or an access token. What was found out is remembered together
 * with the revocation epoch it was found out in, and believed only while that is the present one.
 */
import { LRUCache } from 'lru-cache';
import type { Caller } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { isScope } from '../core/scopes.js';
import { hashSecret } from '../core/secret-box.js';
import type { Database } from '../db/database.js';
import { readRevocationEpoch } from '../db/epochs.js';
import type { AccessTokensService, VerifiedToken } from './access-tokens.service.js';
import { apiKeyPrefix } from './credentials.service.js';
import type { CredentialsStore } from './credentials.store.js';

/** Longer than any token of ours. */
const maximumLength = 4096;

/** A verified token, and the revocation epoch that was present before it was verified. */
export interface RememberedToken extends VerifiedToken {
  readonly revocationEpoch: string;
}

export class Authenticator {
  private readonly remembered = new LRUCache<string, RememberedToken>({ max: 10_000 });

  constructor(
    private readonly db: Database,
    private readonly credentials: CredentialsStore,
    private readonly accessTokens: AccessTokensService,
    private readonly clock: Clock,
  ) {}

  /** Whom the token stands for; null for one that is no good. Always asks the database. */
  async verify(token: string): Promise<Caller | null> {
    if (token.length > maximumLength) return null;
    // Before the token is looked up: if it is revoked meanwhile, the epoch is no longer the present one.
    const revocationEpoch = await readRevocationEpoch(this.db.pool);
    const known = this.recall(token);
    if (known?.revocationEpoch === revocationEpoch) return known.caller;
    const verified = await this.find(token);
    if (verified === null) return null;
    this.remembered.set(token, { ...verified, revocationEpoch });
    return verified.caller;
  }

  /**
   * What is remembered of an unexpired token. Whoever uses it must read the revocation epoch afterwards, and believe it
   * only if that is still the same.
   */
  recall(token: string): RememberedToken | null {
    const known = this.remembered.get(token);
    return known !== undefined && known.expiresAt > this.clock.now() ? known : null;
  }

  private async find(token: string): Promise<VerifiedToken | null> {
    return token.startsWith(apiKeyPrefix) ? this.findApiKey(token) : this.accessTokens.verify(token);
  }

  private async findApiKey(key: string): Promise<VerifiedToken | null> {
    const row = await this.credentials.findApiKey(hashSecret(key));
    const expiresAt = row?.expiresAt?.getTime() ?? Infinity;
    if (row === null || expiresAt <= this.clock.now()) return null;
    const scopes = new Set(row.scopes.filter(isScope));
    return { caller: { kind: 'api-key', id: row.id, name: row.name, scopes }, expiresAt };
  }
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1), or null. */
export function bearerTokenOf(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1] ?? null;
}
