/** Signing out at the provider too (OpenID Connect RP-Initiated Logout 1.0): the browser has to go there for it. */
import { buildEndSessionUrl, type Configuration } from 'openid-client';
import { isOfProvider } from './provider-answer.js';
import { isAcceptable } from './provider-client.js';
import type { ProviderClients } from './provider-clients.js';
import type { LeavingSession, ProviderSessions } from './provider-sessions.js';
import type { ProvidersStore } from './providers.store.js';
import type { ReturnAddresses } from './return-addresses.js';

/** Where the browser is to come back to from the provider, and with what. */
export interface Leaving {
  returnTo: string | undefined;
  state: string | undefined;
}

export class ProviderLogoutService {
  constructor(
    private readonly providers: ProvidersStore,
    private readonly clients: ProviderClients,
    private readonly sessions: ProviderSessions,
    private readonly addresses: ReturnAddresses,
  ) {}

  /** Throws `return-not-allowed`. */
  requireReturn(returnTo: string): void {
    this.addresses.require(returnTo);
  }

  /**
   * Where the browser goes to end the session at the provider; null for a session that began elsewhere, and where the
   * provider has no such place or cannot be asked for it. Forgets what was kept of the session.
   */
  async leave(sessionId: string, leaving: Leaving): Promise<string | null> {
    const kept = await this.sessions.take(sessionId);
    const row = kept === null ? null : await this.providers.read({ id: kept.providerId });
    if (kept === null || row === null) return null;
    try {
      return endOfSession(await this.clients.clientOf(row), kept, leaving);
    } catch (error) {
      if (isOfProvider(error)) return null;
      throw error;
    }
  }
}

function endOfSession(
  client: Configuration,
  { subject, sid, idToken }: LeavingSession,
  { returnTo, state }: Leaving,
): string | null {
  const { end_session_endpoint: url, issuer } = client.serverMetadata();
  if (typeof url !== 'string' || !isAcceptable(url, issuer)) return null;
  const whose: Record<string, string> =
    idToken === null ? { logout_hint: sid ?? subject } : { id_token_hint: idToken };
  const back = returnTo === undefined ? {} : { post_logout_redirect_uri: returnTo, ...stateOf(state) };
  return buildEndSessionUrl(client, { ...whose, ...back }).href;
}

function stateOf(state: string | undefined): Record<string, string> {
  return state === undefined ? {} : { state };
}
