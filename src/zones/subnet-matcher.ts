/**
 * Owns the answer to "is this address in one of these subnets?" (rule 7.2), built once for up to 10,000 subnets and
 * asked on every request: sorted, merged ranges and a binary search, without allocating.
 */
import type { Address } from './address.js';
import { familyBits } from './netmask.js';
import type { Subnet } from './subnet.js';

export interface SubnetMatcher {
  /** Whether one of the subnets holds the address. An IPv6 subnet never holds an IPv4 address. */
  matches(address: Address): boolean;
  /** Whether the subnets together hold every IPv4 or every IPv6 address, be it in two halves. */
  readonly coversEverything: boolean;
}

interface Range {
  readonly start: bigint;
  end: bigint;
}

/** A matcher for these subnets; later changes to the list do not reach it. */
export function createSubnetMatcher(subnets: readonly Subnet[]): SubnetMatcher {
  const ipv4 = mergedRanges(subnets, 4);
  const ipv6 = mergedRanges(subnets, 6);
  const holdsIpv4 = createIpv4Search(ipv4);
  const holdsIpv6 = createIpv6Search(ipv6);
  return {
    matches: (address) => (address.family === 4 ? holdsIpv4(address.w3) : holdsIpv6(address)),
    coversEverything: isWhole(ipv4, 4) || isWhole(ipv6, 6),
  };
}

/** The subnets of one family as ranges that neither overlap nor touch, in ascending order. */
function mergedRanges(subnets: readonly Subnet[], family: Address['family']): Range[] {
  const ranges = subnets.filter(({ address }) => address.family === family).map(toRange);
  ranges.sort((one, other) => (one.start < other.start ? -1 : Number(one.start > other.start)));
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (!last || range.start > last.end + 1n) merged.push(range);
    else if (range.end > last.end) last.end = range.end;
  }
  return merged;
}

function toRange({ address, prefix }: Subnet): Range {
  const words = [address.w0, address.w1, address.w2, address.w3];
  const start = words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
  return { start, end: start + (1n << BigInt(familyBits(address.family) - prefix)) - 1n };
}

function isWhole([first]: readonly Range[], family: Address['family']): boolean {
  return first !== undefined && first.end - first.start + 1n === 1n << BigInt(familyBits(family));
}

function createIpv4Search(ranges: readonly Range[]): (value: number) => boolean {
  const starts = Uint32Array.from(ranges, ({ start }) => Number(start));
  const ends = Uint32Array.from(ranges, ({ end }) => Number(end));
  return (value) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low > 0 && value <= ends[low - 1]!;
  };
}

function createIpv6Search(ranges: readonly Range[]): (address: Address) => boolean {
  const starts = toWords(ranges.map(({ start }) => start));
  const ends = toWords(ranges.map(({ end }) => end));
  return (address) => {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareAt(starts, middle, address) <= 0) low = middle + 1;
      else high = middle;
    }
    return low > 0 && compareAt(ends, low - 1, address) >= 0;
  };
}

/** Four 32-bit words, the highest first, for each 128-bit number. */
function toWords(values: readonly bigint[]): Uint32Array {
  return Uint32Array.from(
    values.flatMap((value) => [96n, 64n, 32n, 0n].map((at) => Number((value >> at) & 0xffffffffn))),
  );
}

/** Negative, zero or positive: how the number at `index` of the table compares with the address. */
function compareAt(table: Uint32Array, index: number, { w0, w1, w2, w3 }: Address): number {
  const at = index * 4;
  if (table[at] !== w0) return table[at]! - w0;
  if (table[at + 1] !== w1) return table[at + 1]! - w1;
  if (table[at + 2] !== w2) return table[at + 2]! - w2;
  return table[at + 3]! - w3;
}
