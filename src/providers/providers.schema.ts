/** How somebody signs in (rule 8.1): three methods are always there, the rest are providers. */
export type ProviderType = 'password' | 'ntlm' | 'kerberos' | 'adfs' | 'keycloak' | 'custom';

/** What can be added. Outlook needs LDAP mode, and is refused until there is one (rule 8.3). */
export type NewProviderType = 'adfs' | 'keycloak' | 'custom' | 'outlook';

/**
 * @minLength 1
 * @maxLength 200
 */
export type ProviderName = string;

/**
 * @minLength 1
 * @maxLength 500
 */
export type ClientId = string;

/**
 * @minLength 1
 * @maxLength 2000
 */
export type ClientSecret = string;

/**
 * `https`, or `http` on this machine itself (`localhost`, `127.0.0.1`, `[::1]`); without fragment and credentials.
 * @minLength 1
 * @maxLength 2000
 */
export type ProviderUrl = string;

/**
 * Scopes with commas or spaces between them.
 * @minLength 1
 * @maxLength 1000
 */
export type ScopeText = string;

/**
 * The name of a claim in the ID token, or else of the UserInfo endpoint.
 * @minLength 1
 * @maxLength 200
 */
export type ClaimName = string;

/** The certificate that an origin had when TLS verification was switched off for it. */
export interface PinnedCertificate {
  origin: string;
  /** SHA-256 of the certificate, in hexadecimal pairs. */
  fingerprint: string;
}

/** A sign-in method or provider. What is for providers only is null or empty for the three methods. */
export interface Provider {
  id: string;
  type: ProviderType;
  /** As it is shown to people who sign in. */
  name: string;
  enabled: boolean;
  /** Whether it has everything that it needs. Whether it works is what its status says. */
  configured: boolean;
  clientId: string | null;
  /** The secret itself never comes back. */
  hasClientSecret: boolean;
  /** What to enter at the provider. */
  redirectUri: string | null;
  /** What to enter at the provider, if it can say who has signed out there. */
  backChannelLogoutUri: string | null;
  issuer: string | null;
  /** Whether the endpoints are discovered from the issuer; the URLs given here win then. */
  discovery: boolean;
  authorizationUrl: string | null;
  tokenUrl: string | null;
  logoutUrl: string | null;
  jwksUrl: string | null;
  userInfoUrl: string | null;
  scopes: string[];
  verifyTls: boolean;
  pinnedCertificates: PinnedCertificate[];
  /** The claim that identifies the user. */
  userClaim: string | null;
  /** Whether that claim may name the login of somebody who is not linked yet. */
  matchUsers: boolean;
  /** Where its icon is, or null without one. */
  icon: string | null;
  /** RFC 3339 in UTC. */
  createdAt: string;
  /** RFC 3339 in UTC. */
  updatedAt: string;
}

export interface ProviderList {
  items: Provider[];
}

export interface NewProvider {
  type: NewProviderType;
  name: ProviderName;
  /** Off unless given. */
  enabled?: boolean;
  clientId: ClientId;
  clientSecret?: ClientSecret;
  issuer: ProviderUrl;
  /** On unless given; off needs the authorization, token and JWKS URL. */
  discovery?: boolean;
  authorizationUrl?: ProviderUrl;
  tokenUrl?: ProviderUrl;
  logoutUrl?: ProviderUrl;
  jwksUrl?: ProviderUrl;
  /** Where the claim that identifies the user is read, when it is not in the ID token. */
  userInfoUrl?: ProviderUrl;
  /** As a list, or as one text with commas or spaces. `openid` must be among them. */
  scopes?: ScopeText | ScopeText[];
  /** On unless given. Off pins the certificates that are seen now. */
  verifyTls?: boolean;
  /** By type: `preferred_username` (Keycloak), `upn` (AD FS), `sub` (custom). */
  userClaim?: ClaimName;
  /** Off unless given: only turn it on where nobody can choose that claim for themselves. */
  matchUsers?: boolean;
}

/** What changes of a provider: absent means unchanged, null means cleared. The three methods can only be switched. */
export interface ProviderPatch {
  name?: ProviderName;
  enabled?: boolean;
  clientId?: ClientId;
  /** To be given again when it would be sent somewhere else: another issuer, token URL, or TLS verification. */
  clientSecret?: ClientSecret | null;
  issuer?: ProviderUrl;
  discovery?: boolean;
  authorizationUrl?: ProviderUrl | null;
  tokenUrl?: ProviderUrl | null;
  logoutUrl?: ProviderUrl | null;
  jwksUrl?: ProviderUrl | null;
  userInfoUrl?: ProviderUrl | null;
  scopes?: ScopeText | ScopeText[];
  /** `false` also pins the certificates anew that are seen now. */
  verifyTls?: boolean;
  userClaim?: ClaimName;
  matchUsers?: boolean;
}

/** Why a method does not work. */
export type ProviderFault =
  | 'not-configured'
  | 'ldap-mode-required'
  | 'issuer-mismatch'
  | 'no-keys'
  | 'address-refused'
  | 'name-not-found'
  | 'unreachable'
  | 'tls-failed'
  | 'certificate-changed'
  | 'timed-out'
  | 'too-large'
  | 'bad-answer'
  | 'busy';

/** Whether people could sign in this way now (rule 8.3). */
export interface ProviderStatus {
  enabled: boolean;
  configured: boolean;
  working: boolean;
  /** Null when it works. */
  reason: ProviderFault | null;
  /** The reason in words. */
  detail: string | null;
  /** RFC 3339 in UTC. */
  checkedAt: string;
}

/**
 * The `sub` of the person's ID tokens: what never changes about them at the provider.
 * @minLength 1
 * @maxLength 255
 */
export type ProviderSubject = string;

/** How a link came to be: by an administrator, or because the claim that identifies the user was the login. */
export type LinkOrigin = 'administrator' | 'match';

export interface LinkedProvider {
  id: string;
  name: string;
}

/** As whom a provider knows a user (rule 8.5). */
export interface ProviderLink {
  provider: LinkedProvider;
  /** The issuer whose subject it is: a link of another issuer than the provider's present one does not count. */
  issuer: string;
  subject: string;
  origin: LinkOrigin;
  /** RFC 3339 in UTC. */
  createdAt: string;
  /** RFC 3339 in UTC; null before the first sign-in. */
  lastUsedAt: string | null;
}

export interface ProviderLinkList {
  items: ProviderLink[];
}

export interface NewProviderLink {
  subject: ProviderSubject;
}
