/**
 * Guesses what somebody meant by a subnet that is refused, only to say so in the refusal: octets with leading zeros
 * as decimal, missing octets as zeros, host bits cleared. It never suggests to cover everything.
 */
import { type Address, parseAddress } from './address.js';
import { familyBits, networkOf, prefixOfMask, prefixOfWildcard } from './netmask.js';

/** The subnet that the text seems to mean, without host bits; null where there is no telling. */
export function suggestSubnet(text: string): { address: Address; prefix: number } | null {
  const [written = '', rest] = text.trim().split(/[\s/]+/);
  const bare = written.replace(/^\[|\]$|%.*$/g, '');
  const address = parseAddress(bare) ?? fillIpv4(bare);
  if (!address) return null;
  const bits = familyBits(address.family);
  const isMapped = bare.includes(':') && address.family === 4;
  const count = rest === undefined ? octetsWritten(bare) * 8 : guessPrefix(rest);
  const guess = isMapped && count > 96 ? count - 96 : count;
  const prefix = guess > 0 && guess <= bits ? guess : bits;
  return { address: networkOf(address, prefix), prefix };
}

/** The address of one to four octets with any leading zeros, the missing ones as zeros: `10.1` is 10.1.0.0. */
function fillIpv4(text: string): Address | null {
  if (!/^\d+(?:\.\d+){0,3}\.?$/.test(text)) return null;
  const octets = text.split('.').map(Number);
  return parseAddress([...octets, 0, 0, 0].slice(0, 4).join('.'));
}

/** How many octets of an IPv4 address are there; for IPv6, none. */
function octetsWritten(text: string): number {
  return text.includes(':') ? 0 : text.split('.').filter(Boolean).length;
}

/** The prefix length that a number, a mask or a wildcard mask seems to mean; 0 where there is no telling. */
function guessPrefix(rest: string): number {
  const mask = parseAddress(rest);
  if (mask) return prefixOfMask(mask) ?? prefixOfWildcard(mask) ?? 0;
  return /^\d+$/.test(rest) ? Number(rest) : 0;
}
