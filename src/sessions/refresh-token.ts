/**
 * Refresh tokens: what all tokens of a session have in common, and what only this one has, 256 random bits each. So one
 * row knows every token that was ever given out for a session, and a used one from one that never was.
 */
import { hashSecret, newSecret } from '../core/secret-box.js';

const prefix = 'foyer-refresh_';
/** 256 bits in base64url. */
const secretLength = 43;
const shape = new RegExp(`^${prefix}[A-Za-z0-9_-]{${2 * secretLength}}$`);

export interface RefreshTokenHashes {
  familyHash: Buffer<ArrayBuffer>;
  refreshHash: Buffer<ArrayBuffer>;
}

/** The first token of a session, or the one after the given one. */
export function nextRefreshToken(previous: string | null): string {
  const family =
    previous === null ? newSecret('') : previous.slice(prefix.length, prefix.length + secretLength);
  return newSecret(`${prefix}${family}`);
}

/** What is stored of a token; null for what is none. */
export function hashesOf(token: string): RefreshTokenHashes | null {
  if (!shape.test(token)) return null;
  const secrets = token.slice(prefix.length);
  return {
    familyHash: hashSecret(secrets.slice(0, secretLength)),
    refreshHash: hashSecret(secrets.slice(secretLength)),
  };
}
