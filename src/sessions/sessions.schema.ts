import type { Administrator } from '../administrators/index.js';
import type { User } from '../users/index.js';
import type { ZoneId } from '../zones/index.js';

/** How somebody proved who they are (rule 8.1); `provider` is one of the OAuth providers. */
export type SessionMethod = 'password' | 'ntlm' | 'kerberos' | 'outlook' | 'provider';

/** Why a session ended. */
export type SessionEndReason =
  | 'signed-out'
  | 'provider-signed-out'
  | 'disconnected'
  | 'displaced'
  | 'account-deactivated'
  | 'password-changed'
  | 'refresh-token-reused'
  | 'revoked'
  | 'expired';

/**
 * @minLength 1
 * @maxLength 200
 */
export type ApplicationName = string;

/**
 * @minLength 1
 * @maxLength 100
 */
export type ApplicationVersion = string;

/**
 * @minLength 1
 * @maxLength 200
 */
export type DeviceName = string;

/**
 * @minLength 1
 * @maxLength 200
 */
export type RefreshToken = string;

/**
 * @minLength 1
 * @maxLength 100
 */
export type ClientAddress = string;

/** The program that somebody signs in with; `Web` for a browser. */
export interface Application {
  name: ApplicationName;
  version?: ApplicationVersion | null;
}

/** The program that somebody signed in with. */
export interface SessionApplication {
  name: string;
  version: string | null;
}

/** One sign-in, and what came of it (rule 2.9). */
export interface Session {
  id: string;
  application: SessionApplication;
  device: string | null;
  platform: string | null;
  /** The address of the sign-in, or of the last refresh; null where it could not be told. */
  address: string | null;
  zone: ZoneId;
  method: SessionMethod;
  /** Of the method `provider`: its ID. */
  provider: string | null;
  /** Whether the session may be refreshed without a password. */
  automaticSignIn: boolean;
  /** RFC 3339 in UTC. */
  startedAt: string;
  /** When the sign-in, or the last refresh, was. */
  lastActivityAt: string;
  /** When the session ends by itself, unless it is refreshed. */
  expiresAt: string;
  /** Null while it lasts. */
  endedAt: string | null;
  endReason: SessionEndReason | null;
  /** Whether this is the session that asks. */
  current: boolean;
}

/** What somebody who has signed in goes on with. */
export interface SignedIn {
  /** Send it as `Authorization: Bearer …`. */
  accessToken: string;
  /**
   * How long the access token lasts.
   * @isInt
   */
  expiresInSeconds: number;
  /** Good for one refresh, which gives the next one; null without automatic sign-in. */
  refreshToken: string | null;
  session: Session;
  /** Who signed in, in the realm `users`. */
  user?: User;
  /** Who signed in, in the realm `administrators`. */
  administrator?: Administrator;
}

/** What is left to do for somebody who has signed out here, and came in through a provider. */
export interface SignedOut {
  /** Where the browser goes to sign out at the provider too. */
  providerLogoutUrl: string;
}

/** New tokens of a session. */
export interface RefreshedSession {
  accessToken: string;
  /**
   * How long the access token lasts.
   * @isInt
   */
  expiresInSeconds: number;
  /** The next one: the one before is used up. */
  refreshToken: string;
  session: Session;
}

export interface RefreshRequest {
  refreshToken: RefreshToken;
  /** Where the person is, said by a backend that refreshes for them; otherwise it is where the request comes from. */
  clientIp?: ClientAddress;
  /** Whether the access token says what the user may do, in its claim `effective_rights`; it does not, unless this is true. */
  rights?: boolean;
}

export interface SessionList {
  items: Session[];
  nextCursor: string | null;
}

/** What changes of a session; absent means unchanged. */
export interface SessionPatch {
  /** False takes the refresh token back. Only a sign-in gives another. */
  automaticSignIn?: boolean;
}

/** What became of a disconnection. */
export interface EndedSessions {
  /**
   * How many sessions lasted until now.
   * @isInt
   */
  ended: number;
}
