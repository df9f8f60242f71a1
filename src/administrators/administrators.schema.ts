import type { PasswordText } from '../passwords/index.js';
import type { ScopeName } from '../tokens/index.js';

/**
 * @minLength 1
 * @maxLength 200
 */
export type AdministratorName = string;

/** Somebody who administers the service (rule 12.1). */
export interface Administrator {
  id: string;
  login: string;
  displayName: string;
  /** What the administrator may do. */
  scopes: ScopeName[];
  createdAt: string;
}

export interface AdministratorList {
  items: Administrator[];
  nextCursor: string | null;
}

export interface NewAdministrator {
  /** As the login of a user may be; the two share no namespace (rule 1.2). */
  login: AdministratorName;
  /** The login, unless given. */
  displayName?: AdministratorName;
  /** Has to meet the password policy (rule 9.1). */
  password: PasswordText;
  /**
   * None that the caller does not hold; every scope there is, unless given.
   * @minItems 1
   * @maxItems 50
   */
  scopes?: ScopeName[];
}

export interface NewAdministratorPassword {
  /** Has to meet the password policy (rule 9.1). */
  password: PasswordText;
}
