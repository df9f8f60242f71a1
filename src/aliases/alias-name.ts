/** Owns what an alias may be, what it may point to, and how the API names one (rules 5.1 and 5.2). */
import { canonicalCallString, readCallString } from '../core/call-string.js';
import { DomainError, type ErrorCode } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { foldName, readName } from '../names/index.js';

const maxLength = 32;

/** An alias, as written and as compared. */
export interface AliasName {
  alias: string;
  aliasKey: string;
}

/** What an alias leads to. */
export interface AliasTarget {
  /** Canonical, as seen from this server. */
  callString: string;
  /** Equal for call strings that lead to the same; for a bare name the form in which names are compared. */
  targetKey: string;
}

/** The alias as it is to be stored, in NFC. Throws `invalid-alias`. */
export function checkAlias(text: string): AliasName {
  const alias = readName(text);
  if (alias !== null && !alias.includes('.') && [...alias].length <= maxLength) {
    return { alias, aliasKey: foldName(alias) };
  }
  const detail = `An alias has 1 to ${maxLength} Latin or Cyrillic letters, digits, "-" and "_".`;
  throw refusal('invalid-alias', '/alias', detail);
}

const forms = 'a login, a group-call ID, user@server, \\c\\conference, #sip:…, #h323:… or rtsp://…';

/** The target of an alias. Throws `invalid-call-string`. */
export function checkTarget(text: string, serverName: string): AliasTarget {
  const callString = canonicalCallString(text, serverName);
  if (callString === null) throw refusal('invalid-call-string', '/callString', `An alias leads to ${forms}.`);
  return { callString, targetKey: foldName(callString) };
}

/** Rule 5.2: there are no loops. Longer ones than this can't be, since a target is never looked up as an alias. */
export function requireOther({ aliasKey, callString, targetKey }: AliasName & AliasTarget): void {
  if (aliasKey !== targetKey) return;
  throw refusal('alias-to-itself', '/callString', `${JSON.stringify(callString)} would lead to itself.`);
}

function refusal(code: ErrorCode, pointer: string, detail: string): DomainError {
  return new DomainError(code, detail, [{ pointer, detail }]);
}

/** What somebody named as an alias: its UUID, or a name ready to be looked up. */
export type AliasReference =
  { kind: 'id'; id: string } | { kind: 'name'; key: string } | { kind: 'malformed' };

/** Rule 5.2: `alias` and `alias@thisserver` name the same. */
export function parseAliasReference(text: string, serverName: string): AliasReference {
  if (isUuid(text)) return { kind: 'id', id: text.toLowerCase() };
  const call = readCallString(text, serverName);
  return call?.kind === 'name' ? { kind: 'name', key: foldName(call.name) } : { kind: 'malformed' };
}
