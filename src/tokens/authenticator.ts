/** Finds out whom a bearer token stands for: an API key or an access token. Always asks the database. */
import type { Caller } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { isScope } from '../core/scopes.js';
import { hashSecret } from '../core/secret-box.js';
import type { AccessTokensService, VerifiedToken } from './access-tokens.service.js';
import { apiKeyPrefix } from './credentials.service.js';
import type { CredentialsStore } from './credentials.store.js';

/** Longer than any token of ours. */
const maximumLength = 4096;

export class Authenticator {
  constructor(
    private readonly credentials: CredentialsStore,
    private readonly accessTokens: AccessTokensService,
    private readonly clock: Clock,
  ) {}

  /** Whom the token stands for, and until when; null for one that is no good. */
  async verify(token: string): Promise<VerifiedToken | null> {
    if (token.length > maximumLength) return null;
    return token.startsWith(apiKeyPrefix) ? this.verifyApiKey(token) : this.accessTokens.verify(token);
  }

  private async verifyApiKey(key: string): Promise<VerifiedToken | null> {
    const row = await this.credentials.findApiKey(hashSecret(key));
    const expiresAt = row?.expiresAt?.getTime() ?? Infinity;
    if (row === null || expiresAt <= this.clock.now()) return null;
    const scopes = new Set(row.scopes.filter(isScope));
    const caller: Caller = { kind: 'api-key', id: row.id, name: row.name, scopes };
    return { caller, expiresAt };
  }
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1), or null. */
export function bearerTokenOf(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1] ?? null;
}
