/**
 * Owns what counts as a subnet and how it is printed (rule 7.2): IPv4 or IPv6 as `address/prefix`, `address/mask`,
 * `address mask`, or a single address. A text that could mean two things is refused with a suggestion, never guessed.
 */
import { DomainError } from '../core/errors.js';
import { type Address, formatAddress, parseAddress } from './address.js';
import { familyBits, networkOf, prefixOfMask } from './netmask.js';
import { suggestSubnet } from './subnet-suggestion.js';

export interface Subnet {
  /** The lowest address: no host bit is set. */
  readonly address: Address;
  /** 0–32 for IPv4, 0–128 for IPv6. */
  readonly prefix: number;
}

/** The address, then nothing, a prefix length or a mask. */
const form = /^([^/ ]+)(?:(?:\/| +)([^/ ]+))?$/;

/** The subnet that the text names. Throws `invalid-subnet`; its detail says what is wrong and suggests a form. */
export function parseSubnet(text: string): Subnet {
  const [, written = '', rest] = form.exec(text) ?? [];
  const address = parseAddress(written);
  if (!address) throw refusal(text, 'is not an IPv4 or IPv6 address with a prefix length or a mask');
  const family = written.includes(':') ? 6 : 4;
  const prefix = readPrefix(text, family, rest) + familyBits(address.family) - familyBits(family);
  if (prefix < 0) throw refusal(text, 'is wider than all IPv4-mapped addresses together');
  if (!isEqual(networkOf(address, prefix), address)) throw refusal(text, 'has host bits set');
  return { address, prefix };
}

/** `address/prefix` in canonical form: equal subnets print alike. */
export function formatSubnet({ address, prefix }: Subnet): string {
  return `${formatAddress(address)}/${prefix}`;
}

/** Whether the subnet is `0.0.0.0/0` or `::/0`, which nobody may trust by mistake. */
export function coversEverything(subnet: Subnet): boolean {
  return subnet.prefix === 0;
}

/** The prefix length as written, counted in the family of the text (an IPv4-mapped address is written as IPv6). */
function readPrefix(text: string, family: Address['family'], rest: string | undefined): number {
  const most = familyBits(family);
  if (rest === undefined) return most;
  if (/[.:]/.test(rest)) return readMask(text, family, rest);
  if (/^(?:0|[1-9]\d{0,2})$/.test(rest) && Number(rest) <= most) return Number(rest);
  throw refusal(text, `needs a prefix length from 0 to ${most}`);
}

function readMask(text: string, family: Address['family'], rest: string): number {
  const mask = parseAddress(rest);
  if (mask?.family !== family) throw refusal(text, `needs a mask that is an IPv${family} address`);
  const prefix = prefixOfMask(mask);
  if (prefix === null) throw refusal(text, 'has a mask in which zeros come before ones');
  return prefix;
}

function isEqual(one: Address, other: Address): boolean {
  return one.w0 === other.w0 && one.w1 === other.w1 && one.w2 === other.w2 && one.w3 === other.w3;
}

function refusal(text: string, fault: string): DomainError {
  const suggestion = suggestSubnet(text);
  const advice = suggestion
    ? `Write ${formatSubnet(suggestion)}`
    : 'Write it like 10.20.0.0/16 or 2001:db8:7::/48';
  return new DomainError('invalid-subnet', `${JSON.stringify(text.slice(0, 100))} ${fault}. ${advice}.`);
}
