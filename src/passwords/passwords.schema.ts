/**
 * A password, of which only a hash is kept. What it needs says `GET /v1/policies/password`; spaces, emoji and letters
 * of every script are welcome.
 * @maxLength 4096
 */
export type PasswordText = string;

/** The password to have from now on. */
export interface NewPassword {
  password: PasswordText;
}

/**
 * A password for endpoints. It stays out of the password policy, since a telephone may have no more than keys with
 * digits.
 * @minLength 1
 * @maxLength 256
 */
export type DigestPasswordText = string;

/** The password that the user's SIP and H.323 endpoints use from now on. */
export interface NewDigestPassword {
  password: DigestPasswordText;
}

/** By the names of RFC 7616. */
export type DigestAlgorithm = 'MD5' | 'SHA-256' | 'SHA-512-256';

/** What a registrar compares a response with. */
export interface Digest {
  algorithm: DigestAlgorithm;
  /** H(username:realm:password) in hexadecimal (RFC 7616 §3.4.2). */
  ha1: string;
}

/** What a user's endpoints prove that they know (rule 2.5). */
export interface DigestPassword {
  realm: string;
  /** The login in its spelling; it is part of the digests. */
  username: string;
  digests: Digest[];
  /** RFC 3339 in UTC. */
  changedAt: string;
}
