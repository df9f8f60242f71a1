/** Owns who is who in an address book, and in which order names stand there. */
import { createHash } from 'node:crypto';
import { foldForSearch } from '../users/index.js';

/** Whom an entry calls: one of the three is set. */
export interface Contact {
  /** The ID of the user, or of the group that is called as a whole; otherwise made from the call string. */
  readonly id: string;
  readonly userId: string | null;
  readonly pickupGroupId: string | null;
  readonly callString: string | null;
  /** Set with the call string: equal for call strings that lead to the same. */
  readonly callKey: string | null;
  /** The name of whoever has no account here, where nobody gives one. */
  readonly defaultName: string;
}

/** The ID of whoever has no account here: always the same for the same folded call string (a UUID of version 8, RFC 9562 §5.8). */
export function contactIdOf(callKey: string): string {
  const bytes = createHash('sha256').update(`address book\n${callKey}`).digest().subarray(0, 16);
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** As many characters as the database keeps of a folded name to sort by. */
const sortedCharacters = 200;

/** What a name is sorted by: just as the database folds the names of users. */
export function nameKeyOf(name: string): string {
  return [...foldForSearch(name)].slice(0, sortedCharacters).join('');
}
