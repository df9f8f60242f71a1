/** Owns the arithmetic of masks: which bits of an address belong to the network, and which masks are prefixes. */
import type { Address } from './address.js';

/** The length in bits of an address of the family: 32 or 128. */
export function familyBits(family: Address['family']): number {
  return family === 4 ? 32 : 128;
}

/** The address with every bit after the first `prefix` cleared. */
export function networkOf({ family, w0, w1, w2, w3 }: Address, prefix: number): Address {
  const bits = prefix + 128 - familyBits(family);
  return {
    family,
    w0: keep(w0, bits),
    w1: keep(w1, bits - 32),
    w2: keep(w2, bits - 64),
    w3: keep(w3, bits - 96),
  };
}

/** The word with only its first `bits` kept. JavaScript shifts modulo 32, so none and all are cases of their own. */
function keep(word: number, bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? word : (word & (-1 << (32 - bits))) >>> 0;
}

/** The prefix length that the mask stands for, or null if zeros come before ones in it. */
export function prefixOfMask(mask: Address): number | null {
  const bits = bitsOf(mask);
  const ones = countLeading(bits, '1');
  return bits.includes('1', ones) ? null : ones;
}

/** The prefix length of a wildcard mask such as `0.0.0.255`, or null if ones come before zeros in it. */
export function prefixOfWildcard(mask: Address): number | null {
  const bits = bitsOf(mask);
  const zeros = countLeading(bits, '0');
  return bits.includes('0', zeros) ? null : zeros;
}

function countLeading(bits: string, bit: '0' | '1'): number {
  const end = bits.indexOf(bit === '0' ? '1' : '0');
  return end < 0 ? bits.length : end;
}

function bitsOf({ family, w0, w1, w2, w3 }: Address): string {
  const words = family === 4 ? [w3] : [w0, w1, w2, w3];
  return words.map((word) => word.toString(2).padStart(32, '0')).join('');
}
