/** A scope, as `GET /docs` lists them. */
export type ScopeName =
  | 'users:read'
  | 'users:write'
  | 'groups:read'
  | 'groups:write'
  | 'address-books:read'
  | 'address-books:write'
  | 'aliases:read'
  | 'aliases:write'
  | 'resolve:read'
  | 'zones:read'
  | 'zones:write'
  | 'providers:read'
  | 'providers:write'
  | 'rights:read'
  | 'rights:explain'
  | 'zone:assert'
  | 'policies:read'
  | 'credentials:read'
  | 'policies:write'
  | 'calls:read'
  | 'calls:write'
  | 'people:read'
  | 'presence:write'
  | 'settings:read'
  | 'settings:write'
  | 'audit:read'
  | 'jobs:read'
  | 'jobs:write'
  | 'metrics:read'
  | 'me'
  | 'admin';

/**
 * @minLength 1
 * @maxLength 200
 */
export type CredentialName = string;

/** A long-lived credential for a script or a server. */
export interface ApiKey {
  id: string;
  name: string;
  scopes: ScopeName[];
  /** RFC 3339 in UTC; null for a key that does not expire. */
  expiresAt: string | null;
  createdAt: string;
}

/** A new API key with its secret, which is shown this once. */
export interface CreatedApiKey {
  id: string;
  /** Send it as `Authorization: Bearer …`. It cannot be read again. */
  key: string;
  name: string;
  scopes: ScopeName[];
  expiresAt: string | null;
  createdAt: string;
}

export interface ApiKeyList {
  items: ApiKey[];
  nextCursor: string | null;
}

export interface NewApiKey {
  name: CredentialName;
  /**
   * None that the caller does not hold.
   * @minItems 1
   * @maxItems 50
   */
  scopes: ScopeName[];
  /** When the key ends; absent or null for never. */
  expiresAt?: Date | null;
}

/** A program that gets access tokens with its client credentials. */
export interface ServiceAccount {
  /** The `client_id` (RFC 6749 §2.2). */
  id: string;
  name: string;
  scopes: ScopeName[];
  createdAt: string;
}

/** A new service account with its secret, which is shown this once. */
export interface CreatedServiceAccount {
  /** The `client_id` (RFC 6749 §2.2). */
  id: string;
  /** The `client_secret`. It cannot be read again. */
  secret: string;
  name: string;
  scopes: ScopeName[];
  createdAt: string;
}

export interface ServiceAccountList {
  items: ServiceAccount[];
  nextCursor: string | null;
}

export interface NewServiceAccount {
  name: CredentialName;
  /**
   * None that the caller does not hold.
   * @minItems 1
   * @maxItems 50
   */
  scopes: ScopeName[];
}

/** A key that signs access tokens, without its private half. */
export interface SigningKey {
  /** The `kid` of the tokens it signs. */
  id: string;
  algorithm: string;
  /** `next` is published and will sign, `current` signs, `retiring` is published until its last token has expired. */
  state: 'next' | 'current' | 'retiring';
  signsFrom: string;
  retiresAt: string | null;
  createdAt: string;
}

export interface SigningKeyList {
  items: SigningKey[];
}

/** When the new key starts to sign. */
export interface KeyRotation {
  /** Sign with the new key at once and withdraw the old ones: for a leaked key. Tokens signed before are refused. */
  immediately?: boolean;
}

/** A token request (RFC 6749 §4.4.2); client credentials may come in the `Authorization` header instead (§2.3.1). */
export interface TokenRequest {
  /** `client_credentials`. */
  grant_type?: string;
  client_id?: string;
  client_secret?: string;
  /** Space-separated; all scopes of the account when absent. */
  scope?: string;
  /** Anything else is ignored (RFC 6749 §3.2). */
  [parameter: string]: string | undefined;
}

/** An access token (RFC 6749 §5.1). */
export interface TokenResponse {
  access_token: string;
  token_type: string;
  /**
   * Seconds.
   * @isInt
   */
  expires_in: number;
  scope: string;
}

/** The public halves of the signing keys (RFC 7517). */
export interface JsonWebKeySet {
  keys: PublicJsonWebKey[];
}

export interface PublicJsonWebKey {
  kty: string;
  crv: string;
  x: string;
  y: string;
  kid: string;
  alg: string;
  use: string;
}

/** Where everything is (RFC 8414). */
export interface AuthorizationServerMetadata {
  issuer: string;
  token_endpoint: string;
  introspection_endpoint: string;
  revocation_endpoint: string;
  userinfo_endpoint: string;
  jwks_uri: string;
  grant_types_supported: string[];
  response_types_supported: string[];
  scopes_supported: string[];
  token_endpoint_auth_methods_supported: string[];
  introspection_endpoint_auth_methods_supported: string[];
  revocation_endpoint_auth_methods_supported: string[];
}
