import type { RightsClaim } from '../access/index.js';

/** A token to take back (RFC 7009 §2.1). */
export interface RevocationRequest {
  /** A refresh token, or an access token of a person: its session ends. */
  token?: string;
  /** `refresh_token` or `access_token`; not needed. */
  token_type_hint?: string;
  client_id?: string;
  client_secret?: string;
  /** Anything else is ignored. */
  [parameter: string]: string | undefined;
}

/** A token to ask about (RFC 7662 §2.1); client credentials may come in the `Authorization` header instead. */
export interface IntrospectionRequest {
  token?: string;
  /** `refresh_token` or `access_token`; not needed. */
  token_type_hint?: string;
  client_id?: string;
  client_secret?: string;
  /** Anything else is ignored. */
  [parameter: string]: string | undefined;
}

/** What there is to say of a token (RFC 7662 §2.2); of one that is no good, only that. */
export interface Introspection {
  active: boolean;
  /** Space-separated. */
  scope?: string;
  client_id?: string;
  /** The login, or the name of the service account. */
  username?: string;
  token_type?: string;
  /**
   * Seconds since 1970.
   * @isInt
   */
  exp?: number;
  /**
   * Seconds since 1970.
   * @isInt
   */
  iat?: number;
  /** UUID of the user, the administrator or the service account. */
  sub?: string;
  aud?: string;
  iss?: string;
  jti?: string;
  /** The session of a person. */
  sid?: string;
  /** What the token says of the rights of its user, who may have others by now. */
  effective_rights?: RightsClaim;
}

/** Who signed in, in the claims of OpenID Connect (Core §5.1). */
export interface UserInfo {
  /** UUID. */
  sub: string;
  preferred_username: string;
  name: string;
  given_name?: string;
  middle_name?: string;
  family_name?: string;
  email?: string;
  /**
   * Seconds since 1970; of a user.
   * @isInt
   */
  updated_at?: number;
}
