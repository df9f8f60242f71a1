/** Entity tags (RFC 9110 §8.8.3): the hash of a representation, so equal tags mean equal bytes. */
import { createHash } from 'node:crypto';
import { DomainError } from './errors.js';

/** The strong entity tag of a JSON text. */
export function entityTagOf(text: string | Buffer): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** Whether an `If-Match` header names the tag; weak tags never match (RFC 9110 §13.1.1). */
function names(ifMatch: string, tag: string): boolean {
  return ifMatch.split(',').some((candidate) => candidate.trim() === tag);
}

/**
 * Throws `precondition-failed` when `If-Match` names another state than the present one. Call it with the row
 * locked, in the transaction that changes it: then a stale tag can never win. Several representations are those that
 * the resource has by turns while nobody changes it; null stands for one that is not there.
 */
export function requireMatch(ifMatch: string | undefined, ...representations: unknown[]): void {
  if (ifMatch === undefined) return;
  const present = representations.filter((representation) => representation !== null);
  requireTag(ifMatch, ...present.map((representation) => entityTagOf(JSON.stringify(representation))));
}

/** The same where the tags are known. Of what is not there nothing matches, not even `*` (RFC 9110 §13.1.1). */
export function requireTag(ifMatch: string | undefined, ...tags: string[]): void {
  if (ifMatch === undefined || (ifMatch.trim() === '*' && tags.length > 0)) return;
  if (!tags.some((tag) => names(ifMatch, tag))) {
    throw new DomainError('precondition-failed', 'If-Match names a state that is no longer the present one.');
  }
}
