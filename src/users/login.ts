/** Owns what a login may be, which logins are the same, and how the API names a local user (rules 1.1 and 1.2). */
import { foreignUser, lettersAndSigns, maxNameLength, parseServer } from '../core/call-string.js';
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { foldName } from '../names/index.js';
import { lookOf } from './confusables.js';

export type LoginScript = 'latin' | 'cyrillic' | 'none' | 'mixed';

/** What somebody named as a user: `folded` is a login ready to be looked up. */
export type UserReference =
  | { kind: 'id'; id: string }
  | { kind: 'login'; folded: string }
  | { kind: 'foreign'; user: string; server: string }
  | { kind: 'malformed' };

/**
 * The login as it is to be stored, in NFC. Throws `invalid-login` with each fault unless it is acceptable in the
 * Registry; in one script, unless the settings allow to mix them.
 */
export function checkLogin(login: string, mayMixScripts = false): string {
  const faults = shapeFaults(login);
  if (!mayMixScripts && scriptOf(login) === 'mixed')
    faults.push('A login is written in one script, Latin or Cyrillic.');
  if (faults.length === 0) return login.normalize('NFC');
  const errors = faults.map((detail) => ({ pointer: '/login', detail }));
  throw new DomainError('invalid-login', faults.join(' '), errors);
}

/** What is wrong with the login apart from mixed scripts, which a directory may have. */
function shapeFaults(login: string): string[] {
  const faults: string[] = [];
  const written = login.normalize('NFC');
  const folded = foldName(login);
  const length = [...written].length;
  if (length < 1 || length > maxNameLength) faults.push(`A login has 1 to ${maxNameLength} characters.`);
  // Both forms, so that nothing is let in that turns into another sign once it is folded.
  if (length > 0 && !(lettersAndSigns.test(written) && lettersAndSigns.test(login.normalize('NFKC')))) {
    faults.push('A login has Latin and Cyrillic letters, digits, "_", "-" and "." only.');
  }
  if (folded === '.' || folded === '..') faults.push('A login is neither "." nor "..".');
  if (isUuid(folded)) faults.push('A login is not shaped like a UUID.');
  return faults;
}

/** The script of the letters in the login; digits and signs have none. */
export function scriptOf(login: string): LoginScript {
  const hasLatin = /\p{Script=Latin}/u.test(login);
  const hasCyrillic = /\p{Script=Cyrillic}/u.test(login);
  if (hasLatin && hasCyrillic) return 'mixed';
  if (hasLatin) return 'latin';
  return hasCyrillic ? 'cyrillic' : 'none';
}

/** What the login looks like: logins of equal skeletons and different scripts are look-alikes (rule 1.2). */
export function skeleton(login: string): string {
  return lookOf(login);
}

/** Most logins are asked for in the form they are compared in, and need no more than this. */
const alreadyFolded = /^(?!\.{1,2}$)[a-z0-9_.-]{1,64}$/;

/**
 * The user that a UUID, a login, or a call ID names (rule 1.1). Server names are compared without regard to case. A
 * login in mixed scripts is taken, since a directory may have one.
 */
export function parseUserReference(text: string, serverName: string): UserReference {
  if (isUuid(text)) return { kind: 'id', id: text.toLowerCase() };
  if (alreadyFolded.test(text)) return { kind: 'login', folded: text };
  const at = text.lastIndexOf('@');
  const user = at < 0 ? text : text.slice(0, at);
  const server = at < 0 ? serverName : text.slice(at + 1);
  if (server.toLowerCase() !== serverName.toLowerCase()) return foreignReference(user, server);
  return shapeFaults(user).length > 0 ? { kind: 'malformed' } : { kind: 'login', folded: foldName(user) };
}

function foreignReference(user: string, serverText: string): UserReference {
  const server = parseServer(serverText);
  if (server === null || !foreignUser.test(user)) return { kind: 'malformed' };
  return { kind: 'foreign', user, server };
}
