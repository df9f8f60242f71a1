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
 * the resource has by turns while nobody changes it.
 */
export function requireMatch(ifMatch: string | undefined, ...representations: unknown[]): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = representations.map((representation) => entityTagOf(JSON.stringify(representation)));
  if (!tags.some((tag) => names(ifMatch, tag))) {
    throw new DomainError('precondition-failed', 'If-Match names a state that is no longer the present one.');
  }
}
