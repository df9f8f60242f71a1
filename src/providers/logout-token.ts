/** The token with which a provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0 §2.4). */
import { jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Configuration } from 'openid-client';
import { UnacceptableProvider } from './provider-client.js';
import { keysOf } from './provider-keys.js';
import { isSessionId } from './provider-sessions.js';

/** Whom it is about: a session there, a subject, or both. */
export interface LogoutClaims {
  issuer: string;
  jti: string;
  subject: string | null;
  sid: string | null;
  issuedAt: Date;
}

const event = 'http://schemas.openid.net/event/backchannel-logout';

/** How old one may be, and how far clocks may be apart, in seconds. */
const oldest = 300;
const tolerance = 30;

/** Verifies it, as §2.6 wants it. Throws what is wrong with it, or with the provider. */
export async function readLogoutToken(
  client: Configuration,
  token: string,
  now: number,
): Promise<LogoutClaims> {
  const { issuer, id_token_signing_alg_values_supported: algorithms } = client.serverMetadata();
  const { payload, protectedHeader } = await jwtVerify(token, keysOf(client), {
    issuer,
    audience: client.clientMetadata().client_id,
    algorithms: algorithms!,
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
    maxTokenAge: oldest,
    clockTolerance: tolerance,
    currentDate: new Date(now),
  });
  if (!isLogoutType(protectedHeader) || !isLogout(payload)) throw new UnacceptableProvider('bad-answer');
  const { jti, sub, sid, iat } = payload;
  return {
    issuer,
    jti: jti!,
    subject: sub ?? null,
    sid: (sid as string | undefined) ?? null,
    issuedAt: new Date(iat! * 1000),
  };
}

/** Tokens for other purposes have types of their own (RFC 8725 §3.11); `JWT` is none. */
function isLogoutType({ typ }: JWTHeaderParameters): boolean {
  return typ === undefined || ['jwt', 'logout+jwt', 'application/logout+jwt'].includes(typ.toLowerCase());
}

/** An ID token has a nonce, and no event; so neither can stand for the other. */
function isLogout(payload: JWTPayload): boolean {
  const { jti, sub, sid, events } = payload;
  const what = (events as Record<string, unknown> | null)?.[event];
  if (typeof what !== 'object' || what === null || Array.isArray(what) || 'nonce' in payload) return false;
  const whose = [sub, sid].filter((id) => id !== undefined);
  return whose.length > 0 && [jti, ...whose].every(isSessionId);
}
