/** The access tokens of a session. */
import type { SessionRow } from './sessions.store.js';
import { accountOf, scopesOf } from './session-holder.js';
import type { SignedIn } from './sessions.schema.js';

/** What sessions need of access tokens. */
export interface AccessTokenSigner {
  readonly lifetimeSeconds: number;
  /** An access token of a person. */
  signForSession(subject: string, sessionId: string, scopes: readonly string[]): Promise<string>;
}

export class SessionTokens {
  constructor(private readonly signer: AccessTokenSigner) {}

  get lifetimeSeconds(): number {
    return this.signer.lifetimeSeconds;
  }

  async issue(row: SessionRow): Promise<Pick<SignedIn, 'accessToken' | 'expiresInSeconds'>> {
    const accessToken = await this.signer.signForSession(accountOf(row).id, row.id, scopesOf(row));
    return { accessToken, expiresInSeconds: this.signer.lifetimeSeconds };
  }
}
