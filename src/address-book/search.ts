/** Owns how a book is searched (rule 6.5): by the name shown, by call string, by alias. */
import { escapeLike } from '../db/like.js';
import { foldName } from '../names/index.js';
import { foldForSearch, searchPattern } from '../users/index.js';

/** Patterns for `LIKE`. */
export interface Search {
  /** For the name shown and for logins, folded as searching users folds them. */
  readonly pattern: string;
  /** For call strings and aliases, folded as names are compared. */
  readonly keyPattern: string;
  /** What stands behind a login in its call ID; empty unless it is searched for, or every login would have it. */
  readonly serverSuffix: string;
  /** What the searched text of users has, if they match. */
  readonly userPatterns: readonly string[];
}

/** Three characters or more match anywhere, fewer at the beginning. */
export function searchFor(q: string | undefined, serverName: string): Search | undefined {
  if (q === undefined || q === '') return undefined;
  const start = [...q.normalize('NFC')].length >= 3 ? '%' : '%\n';
  const pattern = searchPattern(q);
  const keyPattern = `${start}${escapeLike(foldName(q).replaceAll('\0', ' '))}%`;
  if (!q.includes('@')) return { pattern, keyPattern, serverSuffix: '', userPatterns: [pattern] };
  const serverSuffix = `@${foldForSearch(serverName)}`;
  return {
    pattern,
    keyPattern,
    serverSuffix,
    userPatterns: [pattern, ...loginPatterns(q, serverSuffix, start)],
  };
}

/** `na@corp` is the end of a login and the beginning of this server's name. */
function loginPatterns(q: string, serverSuffix: string, start: string): string[] {
  const folded = foldForSearch(q);
  const at = folded.lastIndexOf('@');
  return serverSuffix.startsWith(folded.slice(at)) ? [`${start}${escapeLike(folded.slice(0, at))}\n%`] : [];
}
