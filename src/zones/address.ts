/**
 * Owns what counts as an IP address and how it is printed (rule 7.2): IPv4 in dotted decimal without leading
 * zeros, or IPv6 (RFC 4291 §2.2) without a zone id. IPv4-mapped IPv6 is IPv4; every other embedding (`::10.0.0.1`,
 * NAT64, 6to4, Teredo) stays IPv6, since anybody may choose the IPv4 part there.
 */
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address as four big-endian 32-bit words; IPv4 uses the last one only. */
export interface Address {
  readonly family: 4 | 6;
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
}

const dot = 46;
const zero = 48;
const colon = 58;

/** The address that the text names, or null for anything that `net.isIP` refuses and for zone ids. */
export function parseAddress(text: string): Address | null {
  const ipv4 = readIpv4(text, 0);
  if (ipv4 >= 0) return { family: 4, w0: 0, w1: 0, w2: 0, w3: ipv4 };
  return isIPv6(text) ? readIpv6(text) : null;
}

/** Dotted decimal, or the canonical text of RFC 5952. */
export function formatAddress({ family, w0, w1, w2, w3 }: Address): string {
  if (family === 4) return `${w3 >>> 24}.${(w3 >>> 16) & 255}.${(w3 >>> 8) & 255}.${w3 & 255}`;
  const words = [w0, w1, w2, w3];
  const bytes = words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
  return ipaddr.fromByteArray(bytes).toString();
}

/** The IPv4 address that fills the text from `start` on, as an unsigned 32-bit number; -1 if there is none. */
function readIpv4(text: string, start: number): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === dot && octet >= 0) {
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
    } else {
      octet = appendDigit(octet, code - zero);
      if (octet < 0) return -1;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

/** The octet with one more decimal digit, or -1: no digit, a leading zero (octal to some), or above 255. */
function appendDigit(octet: number, digit: number): number {
  if (digit < 0 || digit > 9 || octet === 0) return -1;
  const longer = octet < 0 ? digit : octet * 10 + digit;
  return longer > 255 ? -1 : longer;
}

/** One for all calls: no call outlives a turn of the event loop. */
const groups = new Uint16Array(8);

/**
 * Reads what `net.isIPv6` has let pass, so it need not check the grammar, only refuse the characters that
 * implementations of it tolerate (zone ids; text after a NUL). ipaddr.js will not do here: it takes `::10.0.0.1`
 * for IPv4-mapped.
 */
function readIpv6(text: string): Address | null {
  let count = 0;
  let gap = -1;
  let start = 0;
  let group = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === colon) {
      if (at > start) groups[count++] = group;
      else if (at > 0) gap = count;
      start = at + 1;
      group = 0;
    } else if (code === dot) {
      const ipv4 = readIpv4(text, start);
      if (ipv4 < 0) return null;
      groups[count++] = ipv4 >>> 16;
      groups[count++] = ipv4;
      return assemble(count, gap);
    } else {
      const digit = hexDigit(code);
      if (digit < 0) return null;
      group = group * 16 + digit;
    }
  }
  if (start < text.length) groups[count++] = group;
  return assemble(count, gap);
}

function hexDigit(code: number): number {
  if (code >= zero && code <= 57) return code - zero;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** The address of the first `count` groups, with `::` standing before group number `gap` (-1: nowhere). */
function assemble(count: number, gap: number): Address {
  if (gap >= 0) openGap(gap, 8 - count);
  const w0 = word(0);
  const w1 = word(2);
  const w2 = word(4);
  const w3 = word(6);
  const isMapped = w0 === 0 && w1 === 0 && w2 === 0xffff;
  return isMapped ? { family: 4, w0: 0, w1: 0, w2: 0, w3 } : { family: 6, w0, w1, w2, w3 };
}

/** Moves the groups behind the gap to the end. By hand: the built-in ways cost more than all the rest of the reading. */
function openGap(gap: number, missing: number): void {
  for (let to = 7; to >= gap; to -= 1) {
    const from = to - missing;
    groups[to] = from >= gap ? groups[from]! : 0;
  }
}

function word(at: number): number {
  return groups[at]! * 65536 + groups[at + 1]!;
}
