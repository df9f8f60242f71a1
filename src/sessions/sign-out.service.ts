/** Signing out: the session ends here, and a browser can be sent on to end the one at the provider that it began with. */
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import type { Database } from '../db/database.js';
import type { SessionEnding } from './session-ending.js';
import type { SignedOut } from './sessions.schema.js';

/** Where the browser comes back to from the provider, and with what. */
export interface SignOutWay {
  readonly returnTo: string | undefined;
  readonly state: string | undefined;
}

/** What signing out needs of providers. */
export interface ProviderLogout {
  /** Throws `return-not-allowed`. */
  requireReturn(returnTo: string): void;
  /** Where the browser goes to sign out there too, or null. */
  leave(sessionId: string, way: SignOutWay): Promise<string | null>;
}

export class SignOutService {
  constructor(
    private readonly db: Database,
    private readonly ending: SessionEnding,
    private readonly providers: ProviderLogout,
  ) {}

  /** Ends the caller's own session; null where there is nothing to be done at a provider. */
  async signOut(actor: Actor, way: SignOutWay): Promise<SignedOut | null> {
    requireScope(actor, 'me');
    const { sessionId } = actor;
    if (sessionId === undefined) throw new DomainError('not-signed-in', 'This caller has no session to end.');
    if (way.returnTo !== undefined) this.providers.requireReturn(way.returnTo);
    await this.db.transaction((tx) => this.ending.endOne(tx, actor, sessionId, 'signed-out'));
    const providerLogoutUrl = await this.providers.leave(sessionId, way);
    return providerLogoutUrl === null ? null : { providerLogoutUrl };
  }
}
