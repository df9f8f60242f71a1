import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Address, parseAddress } from '../../src/zones/address.js';
import { createSubnetMatcher } from '../../src/zones/subnet-matcher.js';
import { parseSubnet } from '../../src/zones/subnet.js';

const matcherOf = (...texts: string[]) => createSubnetMatcher(texts.map(parseSubnet));
const isIn = (address: string, ...subnets: string[]): boolean =>
  matcherOf(...subnets).matches(parseAddress(address)!);

/** The naive oracle works on texts of zeros and ones only, and shares no code with the service. */
const bitsOf = (value: bigint, length: number): string => value.toString(2).padStart(length, '0');
interface Plain {
  length: 32 | 128;
  bits: string;
}
const holds = (subnet: Plain & { prefix: number }, address: Plain): boolean =>
  subnet.length === address.length &&
  [...subnet.bits.slice(0, subnet.prefix)].every((bit, index) => bit === address.bits[index]);

const toAddress = ({ length, bits }: Plain): Address => {
  const word = (at: number): number => parseInt(bits.slice(at, at + 32), 2);
  if (length === 32) return { family: 4, w0: 0, w1: 0, w2: 0, w3: word(0) };
  return { family: 6, w0: word(0), w1: word(32), w2: word(64), w3: word(96) };
};

/** Few high bits vary, so that subnets nest, touch, and hold many of the addresses. */
const plain = (length: 32 | 128): fc.Arbitrary<Plain> =>
  fc
    .tuple(fc.nat(7), fc.bigInt(0n, (1n << BigInt(length - 3)) - 1n))
    .map(([top, low]) => ({ length, bits: bitsOf((BigInt(top) << BigInt(length - 3)) | low, length) }));
const anyPlain = fc.oneof(plain(32), plain(128));

const cut = (address: Plain, prefix: number): Plain & { prefix: number } => ({
  ...address,
  bits: address.bits.slice(0, prefix).padEnd(address.length, '0'),
  prefix,
});
const subnet = anyPlain.chain((address) => fc.nat(address.length).map((prefix) => cut(address, prefix)));

/** In the subnet, and one before and one after its ends. */
const aroundSubnet = ({ length, bits, prefix }: Plain & { prefix: number }, inside: string): Plain[] => {
  const last = BigInt(`0b${bits.slice(0, prefix).padEnd(length, '1')}`);
  const first = BigInt(`0b${bits}`);
  const within = bits.slice(0, prefix) + inside.slice(prefix, length);
  const neighbours = [first - 1n, first, last, last + 1n].filter(
    (value) => value >= 0n && value >> BigInt(length) === 0n,
  );
  return [within.padEnd(length, '0'), ...neighbours.map((value) => bitsOf(value, length))].map((text) => ({
    length,
    bits: text,
  }));
};

describe('matches', () => {
  it.each([
    ['10.0.0.0', true],
    ['10.255.255.255', true],
    ['9.255.255.255', false],
    ['11.0.0.0', false],
    ['::ffff:10.1.2.3', true],
    ['::10.1.2.3', false],
    ['64:ff9b::10.1.2.3', false],
  ])('10.0.0.0/8 and %s: %s', (address, expected) => expect(isIn(address, '10.0.0.0/8')).toBe(expected));

  it.each([
    ['2001:db8:7::', true],
    ['2001:db8:7:ffff:ffff:ffff:ffff:ffff', true],
    ['2001:db8:6:ffff:ffff:ffff:ffff:ffff', false],
    ['2001:db8:8::', false],
    ['10.0.0.1', false],
  ])('2001:db8:7::/48 and %s: %s', (address, expected) =>
    expect(isIn(address, '2001:db8:7::/48')).toBe(expected),
  );

  it('nothing without subnets', () => {
    expect(isIn('10.0.0.1')).toBe(false);
    expect(isIn('::1')).toBe(false);
  });

  it('no IPv4 address by an IPv6 subnet, not even by ::/0, nor the other way round', () => {
    expect(isIn('10.0.0.1', '::/0')).toBe(false);
    expect(isIn('::ffff:10.0.0.1', '::/0')).toBe(false);
    expect(isIn('::1', '0.0.0.0/0')).toBe(false);
  });

  it('the upper half of IPv4, where a signed number would be negative', () => {
    expect(isIn('200.0.0.1', '192.0.0.0/2')).toBe(true);
    expect(isIn('255.255.255.255', '255.255.255.255')).toBe(true);
    expect(isIn('10.0.0.1', '192.0.0.0/2')).toBe(false);
  });

  it('what a wide subnet holds behind a narrow one that starts with it', () => {
    expect(isIn('10.200.0.1', '10.0.0.0/8', '10.0.0.0/16', '10.1.0.0/16')).toBe(true);
  });
});

describe('coversEverything', () => {
  it.each([
    [['0.0.0.0/0']],
    [['::/0']],
    [['0.0.0.0/1', '128.0.0.0/1']],
    [['8000::/1', '10.0.0.0/8', '::/1']],
  ])('says so of %s', (texts) => expect(matcherOf(...texts).coversEverything).toBe(true));
  it.each([[[]], [['0.0.0.0/1', '128.0.0.0/2']], [['0.0.0.0/1', '8000::/1']], [['0.0.0.0', '::']]])(
    'does not say so of %s',
    (texts: string[]) => expect(matcherOf(...texts).coversEverything).toBe(false),
  );
});

describe('against a naive oracle that compares bit by bit', () => {
  it('agrees on addresses at random, within and around the subnets', () => {
    let hits = 0;
    let asked = 0;
    fc.assert(
      fc.property(
        fc.array(subnet, { maxLength: 20 }),
        fc.array(anyPlain, { maxLength: 20 }),
        fc.bigInt(0n, (1n << 128n) - 1n),
        (subnets, strangers, seed) => {
          const matcher = createSubnetMatcher(
            subnets.map((one) => ({ address: toAddress(one), prefix: one.prefix })),
          );
          const around = subnets.flatMap((one) => aroundSubnet(one, bitsOf(seed, 128)));
          for (const address of [...strangers, ...around]) {
            const expected = subnets.some((one) => holds(one, address));
            expect(matcher.matches(toAddress(address))).toBe(expected);
            hits += Number(expected);
            asked += 1;
          }
        },
      ),
      { numRuns: 1_000 },
    );
    // A comparison that hardly ever meets a match would prove little.
    expect(hits).toBeGreaterThan(asked / 5);
    expect(asked - hits).toBeGreaterThan(asked / 20);
  });

  it('agrees on 10,000 subnets', () => {
    const texts = Array.from({ length: 10_000 }, (_, n) =>
      n % 2 === 0 ? `10.${n >> 8}.${n & 255}.0/24` : `2001:db8:${n.toString(16)}::/48`,
    );
    const matcher = matcherOf(...texts);
    for (let n = 0; n < 10_000; n += 1) {
      const [ipv4, ipv6] = [`10.${n >> 8}.${n & 255}.77`, `2001:db8:${n.toString(16)}:77::1`];
      expect(matcher.matches(parseAddress(ipv4)!)).toBe(n % 2 === 0);
      expect(matcher.matches(parseAddress(ipv6)!)).toBe(n % 2 === 1);
    }
  });
});
