/** Ends the sessions of somebody whom a provider has signed out (OpenID Connect Back-Channel Logout 1.0). */
import { errors } from 'jose';
import type { Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { isUuid } from '../core/ids.js';
import type { Database, Transaction } from '../db/database.js';
import { OAuthError } from '../tokens/index.js';
import { readLogoutToken, type LogoutClaims } from './logout-token.js';
import { isOfProvider } from './provider-answer.js';
import type { ProviderClients } from './provider-clients.js';
import type { ProviderSessionsStore } from './provider-sessions.store.js';
import type { ProviderRow, ProvidersStore } from './providers.store.js';

/** Longer than a logout token is taken, and than a code waits for its exchange. */
const rememberedMs = 10 * 60_000;

/** What a logout needs of sessions. */
export interface EndableSessions {
  endMany(
    tx: Transaction,
    actor: Actor,
    ids: readonly string[],
    reason: 'provider-signed-out',
  ): Promise<void>;
}

export class BackChannelLogoutService {
  constructor(
    private readonly db: Database,
    private readonly providers: ProvidersStore,
    private readonly clients: ProviderClients,
    private readonly store: ProviderSessionsStore,
    private readonly sessions: EndableSessions,
    private readonly clock: Clock,
  ) {}

  /** Throws an `OAuthError` for a token that does not hold, or was taken before. */
  async logOut(actor: Actor, provider: string, token: string | undefined): Promise<void> {
    const row = isUuid(provider) ? await this.providers.read({ id: provider }) : null;
    if (row === null || row.clientId === null) throw refused('There is no such provider.');
    const { issuer, ...claims } = await this.read(row, token ?? '');
    const now = this.clock.now();
    const logout = { ...claims, providerId: row.id, expiresAt: new Date(now + rememberedMs) };
    await this.db.transaction(async (tx) => {
      const isNew = await this.store.noteLogout(tx, logout, new Date(now));
      if (!isNew) throw refused('The logout token was used before.');
      const ids = await this.store.sessionsOf(tx, logout, issuer);
      await this.sessions.endMany(tx, actor, ids, 'provider-signed-out');
    });
  }

  private async read(row: ProviderRow, token: string): Promise<LogoutClaims> {
    try {
      return await readLogoutToken(await this.clients.clientOf(row), token, this.clock.now());
    } catch (error) {
      if (error instanceof errors.JOSEError || isOfProvider(error))
        throw refused('The logout token does not hold.');
      throw error;
    }
  }
}

function refused(why: string): OAuthError {
  return new OAuthError('invalid_request', why);
}
