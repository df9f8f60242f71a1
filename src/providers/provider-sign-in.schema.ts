import type { Application, ClientAddress, DeviceName } from '../sessions/index.js';

/**
 * @minLength 20
 * @maxLength 100
 */
export type ProviderSignInCode = string;

/**
 * RFC 7636 §4.1.
 * @pattern ^[A-Za-z0-9._~-]{43,128}$
 */
export type CodeVerifier = string;

/** A code that came back with `returnTo`, to be exchanged for tokens. */
export interface ExchangeRequest {
  code: ProviderSignInCode;
  /** Needed where the sign-in began with a `codeChallenge`, and refused where it did not. */
  codeVerifier?: CodeVerifier;
  application: Application;
  device?: DeviceName | null;
  platform?: DeviceName | null;
  /** Whether the session may be refreshed; off unless given. */
  automaticSignIn?: boolean;
  /** Whether the access token says what the user may do, in its claim `effective_rights`; it does not, unless this is true. */
  rights?: boolean;
  /** Where the person is, said by a backend; otherwise it is where the browser was that came back from the provider. */
  clientIp?: ClientAddress;
}

/** What a provider sends when somebody has signed out there. */
export interface LogoutRequest {
  logout_token?: string;
  /** Anything else is ignored. */
  [parameter: string]: string | undefined;
}
