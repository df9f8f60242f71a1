/** Owns what ties a session here to the one at the provider that it began with: for the end of either. */
import type { SecretBox } from '../core/secret-box.js';
import { DomainError } from '../core/errors.js';
import type { Connection } from '../db/database.js';
import type { Identity } from './provider-answer.js';
import { keepAtProvider, type ProviderSessionsStore } from './provider-sessions.store.js';

/** What is kept of an identity from the return of a browser until the exchange of its code. */
export interface KeptIdentity {
  issuer: string;
  subject: string;
  /** The session at the provider, where it names it. */
  sid: string | null;
  /** Null for one that is too long to be sent through a browser. */
  idToken: string | null;
  /** When the provider issued it, in seconds since 1970. */
  issuedAt: number;
}

/** Whom a browser is to sign out at the provider. */
export interface LeavingSession {
  providerId: string;
  subject: string;
  sid: string | null;
  idToken: string | null;
}

/** Web servers take addresses of 8 KiB in all. */
const longestToken = 6_000;

export function keptOf({ claims, idToken }: Identity): KeptIdentity {
  const { iss, sub, iat, sid } = claims;
  return {
    issuer: iss,
    subject: sub,
    sid: isSessionId(sid) ? sid : null,
    idToken: idToken.length > longestToken ? null : idToken,
    issuedAt: iat,
  };
}

/** A text that can be stored as it is; what it says is the provider's business. */
export function isSessionId(sid: unknown): sid is string {
  return typeof sid === 'string' && /^[^\p{Cc}]{1,255}$/u.test(sid);
}

export class ProviderSessions {
  constructor(
    private readonly store: ProviderSessionsStore,
    private readonly secrets: SecretBox,
  ) {}

  /** Throws `sign-in-code-refused` when the provider has signed them out before the session could begin. */
  async keep(
    connection: Connection,
    sessionId: string,
    providerId: string,
    { issuer, subject, sid, idToken, issuedAt }: KeptIdentity,
  ): Promise<void> {
    const sealed = idToken === null ? null : new Uint8Array(this.secrets.seal(idToken, placeOf(sessionId)));
    const row = { sessionId, providerId, issuer, subject, sid, idToken: sealed };
    if (await keepAtProvider(connection, row, new Date(issuedAt * 1000))) return;
    throw new DomainError('sign-in-code-refused', 'The provider has ended the sign-in.');
  }

  /** What was kept of the session, if anything; it is forgotten by that. */
  async take(sessionId: string): Promise<LeavingSession | null> {
    const row = await this.store.take(sessionId);
    if (row === null) return null;
    const idToken = row.idToken === null ? null : this.secrets.open(row.idToken, placeOf(sessionId));
    return { providerId: row.providerId, subject: row.subject, sid: row.sid, idToken };
  }
}

function placeOf(sessionId: string): string {
  return `provider_sessions/${sessionId}`;
}
