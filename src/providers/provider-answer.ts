/** What a provider sends back: checked in every way there is, and put into words of ours where it does not hold. */
import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type Configuration,
  type IDToken,
} from 'openid-client';
import { DomainError } from '../core/errors.js';
import { EgressError } from '../egress/index.js';
import { UnacceptableProvider } from './provider-client.js';
import { faultOf } from './provider-fault.js';
import type { ProviderFault } from './providers.schema.js';

/** What a provider may send back with the browser; whatever else it sends is ignored (RFC 6749 §4.1.2). */
export interface ProviderAnswer {
  state: string;
  code: string | undefined;
  iss: string | undefined;
  error: string | undefined;
}

/** What only this sign-in knows. */
export interface FlowSecrets {
  nonce: string;
  verifier: string;
}

/** Who came back, as the provider says it. */
export interface Identity {
  claims: IDToken;
  idToken: string;
  accessToken: string;
}

/**
 * The ID token, whose claims hold: of this issuer (RFC 9207, where it says that it sends it), for this client, of this try,
 * signed by the issuer, not expired, and with a subject (OpenID Connect Core §3.1.3.7).
 */
export async function readAnswer(
  client: Configuration,
  redirectUri: string,
  answer: ProviderAnswer,
  { nonce, verifier }: FlowSecrets,
): Promise<Identity> {
  const url = new URL(redirectUri);
  for (const name of ['state', 'code', 'iss', 'error'] as const) {
    const value = answer[name];
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const tokens = await authorizationCodeGrant(client, url, {
    expectedState: answer.state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims()!;
  // OpenID Connect Core §2: a text of at most 255 characters; an empty one would be the same person for everybody.
  if (!/^[^\p{Cc}]{1,255}$/u.test(claims.sub)) throw new UnacceptableProvider('bad-answer');
  return { claims, idToken: tokens.id_token!, accessToken: tokens.access_token };
}

/** What a frontend is told when it is no problem of a request. */
export type RefusalWord =
  | 'account-unknown'
  | 'account-inactive'
  | 'account-locked'
  | 'browser-changed'
  | 'provider-refused'
  | 'provider-failed';

export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  constructor(readonly word: RefusalWord) {
    super(word);
  }
}

/** Why a sign-in came to nothing: for the frontend one word of ours, for the audit log what it was about. */
export interface SignInRefusal {
  error: string;
  reason?: ProviderFault;
  /** The check that failed, as openid-client calls it, or the error of the provider's token endpoint. */
  check?: string;
}

/** Throws what is neither a refusal of ours nor a fault of the provider. What a provider says in its own words is not passed on. */
export function refusalOf(error: unknown): SignInRefusal {
  if (error instanceof DomainError && error.status < 500) return { error: error.code };
  if (error instanceof SignInRefused) return { error: error.word };
  if (error instanceof AuthorizationResponseError) {
    return { error: 'provider-refused', ...checkOf(error.error) };
  }
  if (error instanceof ResponseBodyError) return { error: 'provider-failed', ...checkOf(error.error) };
  if (!isOfProvider(error)) throw error;
  const code = (error as { code?: unknown }).code;
  return {
    error: 'provider-failed',
    reason: faultOf(error),
    ...checkOf(typeof code === 'string' ? code : ''),
  };
}

const providerErrors = [ClientError, WWWAuthenticateChallengeError, EgressError, UnacceptableProvider];

/** Whether it is the provider's fault, or of the way there. */
export function isOfProvider(error: unknown): boolean {
  return providerErrors.some((kind) => error instanceof kind);
}

/** Only what looks like the name of an error: it comes from outside, and is kept. */
function checkOf(word: string): { check?: string } {
  return /^[A-Za-z_]{1,60}$/.test(word) ? { check: word } : {};
}
