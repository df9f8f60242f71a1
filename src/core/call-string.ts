/**
 * Owns what can be dialled (rule 1.4): the one parser and the one canonical printer of call strings. Whether a name is
 * somebody's is for others to find out.
 */
import { isIP } from 'node:net';
import { isUuid } from './ids.js';

export type CallString =
  /** A login, an alias or a group-call ID of this server. */
  | { readonly kind: 'name'; readonly name: string }
  /** Somebody, or an alias, at a server, which may be this one. */
  | { readonly kind: 'user'; readonly user: string; readonly server: string }
  /** A conference; `server` is null for one of this server. */
  | { readonly kind: 'conference'; readonly conference: string; readonly server: string | null }
  /** An endpoint by its address, which only its own protocol understands. */
  | { readonly kind: 'sip' | 'h323' | 'rtsp'; readonly address: string };

/**
 * What names here are written with. Cased letters only: modifier letters and clicks such as `ǃ` pass for signs. Marks count
 * as composed, or not at all.
 */
export const lettersAndSigns =
  /^(?:(?=[\p{Lu}\p{Ll}\p{Lt}])[\p{Script=Latin}\p{Script=Cyrillic}]|[0-9_.-])+$/u;
export const maxNameLength = 64;
/** What another server may call somebody. */
export const foreignUser = /^[^\s@\p{C}]{1,255}$/u;
/** What other kinds of call strings begin with. */
const prefixSign = /^[#\\]/;
const conferenceId = /^[^\s@\\\p{C}]{1,128}$/u;
const endpointAddress = /^[^\s\p{C}]{1,255}$/u;
/** A DNS name, underscores tolerated. */
const dnsName = /^(?=.{1,253}$)[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63})*$/u;

const prefixes = { '#sip:': 'sip', '#h323:': 'h323', 'rtsp://': 'rtsp' } as const;

/** The call string that the text writes, in whatever case and composition; null for a text that is none. */
export function parseCallString(text: string): CallString | null {
  const written = text.trim().normalize('NFC');
  const lower = written.toLowerCase();
  for (const [prefix, kind] of Object.entries(prefixes)) {
    if (lower.startsWith(prefix)) return parseEndpoint(kind, written.slice(prefix.length));
  }
  if (lower.startsWith('\\c\\')) return parseConference(written.slice(3));
  return written.includes('@') ? parseUser(written) : parseName(written);
}

function parseEndpoint(kind: 'sip' | 'h323' | 'rtsp', address: string): CallString | null {
  return endpointAddress.test(address) ? { kind, address } : null;
}

function parseConference(text: string): CallString | null {
  const [conference = '', ...servers] = text.split('@');
  if (!conferenceId.test(conference) || servers.length > 1) return null;
  if (servers.length === 0) return { kind: 'conference', conference, server: null };
  const server = parseServer(servers[0]!);
  return server === null ? null : { kind: 'conference', conference, server };
}

function parseUser(text: string): CallString | null {
  const at = text.lastIndexOf('@');
  const [user, server] = [text.slice(0, at), parseServer(text.slice(at + 1))];
  const isUser = foreignUser.test(user) && !prefixSign.test(user);
  return server !== null && isUser ? { kind: 'user', user, server } : null;
}

function parseName(text: string): CallString | null {
  const isName = lettersAndSigns.test(text) && [...text].length <= maxNameLength;
  return isName && text !== '.' && text !== '..' && !isUuid(text) ? { kind: 'name', name: text } : null;
}

/** The server in its canonical form: lower case, IPv6 in brackets; null for what is neither a DNS name nor an address. */
export function parseServer(text: string): string | null {
  const bare = text.replace(/^\[([^\]]*:[^\]]*)\]$/, '$1');
  if (isIP(bare) === 6) return bare.includes('%') ? null : new URL(`http://[${bare}]`).hostname;
  // What ends in digits is an address, or a mistake in one (RFC 1123 §2.1).
  if (isIP(text) === 4) return text;
  return dnsName.test(text) && !/(?:^|\.)\d+$/.test(text) ? text.toLowerCase() : null;
}

/** The one way in which the call string is written. */
export function printCallString(call: CallString): string {
  switch (call.kind) {
    case 'name':
      return call.name;
    case 'user':
      return `${call.user}@${call.server}`;
    case 'conference':
      return `\\c\\${call.conference}${call.server === null ? '' : `@${call.server}`}`;
    case 'rtsp':
      return `rtsp://${call.address}`;
    case 'sip':
    case 'h323':
      return `#${call.kind}:${call.address}`;
  }
}

/** The same without the name of this server, which says nothing here: `anna@corp.example` is `anna`. */
export function asSeenFrom(call: CallString, serverName: string): CallString {
  const isHere = 'server' in call && call.server === parseServer(serverName);
  if (!isHere) return call;
  if (call.kind === 'conference') return { ...call, server: null };
  // A user here whose name could be nobody's stays as it is, and is found to be nobody.
  return parseName(call.user) ?? call;
}

/** The call string that the text writes, as seen from this server; null for a text that is none. */
export function readCallString(text: string, serverName: string): CallString | null {
  const call = parseCallString(text);
  return call === null ? null : asSeenFrom(call, serverName);
}

/** The text in its canonical form, as seen from this server; null for a text that is no call string. */
export function canonicalCallString(text: string, serverName: string): string | null {
  const call = readCallString(text, serverName);
  return call === null ? null : printCallString(call);
}

/** Whether what is seen from this server is a user here whose name nobody can have. */
export function isNobodyHere(seen: CallString, serverName: string): boolean {
  return seen.kind === 'user' && seen.server === parseServer(serverName);
}
