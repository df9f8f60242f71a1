import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { DomainError } from '../../src/core/errors.js';
import { coversEverything, formatSubnet, parseSubnet } from '../../src/zones/subnet.js';

const canonical = (text: string): string => formatSubnet(parseSubnet(text));

const refusalOf = (text: string): DomainError => {
  try {
    parseSubnet(text);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(text)} was accepted`);
};

describe('accepts', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.20.30.40/32', '10.20.30.40/32'],
    ['10.20.30.40', '10.20.30.40/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['128.0.0.0/1', '128.0.0.0/1'],
    ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
    ['10.0.0.0 255.0.0.0', '10.0.0.0/8'],
    ['10.0.0.0   255.255.255.255', '10.0.0.0/32'],
    ['0.0.0.0/0.0.0.0', '0.0.0.0/0'],
    ['2001:DB8:7:0::/48', '2001:db8:7::/48'],
    ['2001:db8:7::/ffff:ffff:ffff::', '2001:db8:7::/48'],
    ['::/::', '::/0'],
    ['::1', '::1/128'],
    ['::1/128', '::1/128'],
    ['2001:db8::8000:0/97', '2001:db8::8000:0/97'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    ['::ffff:10.0.0.1', '10.0.0.1/32'],
    ['::ffff:a00:0 ffff:ffff:ffff:ffff:ffff:ffff:ff00::', '10.0.0.0/8'],
    ['::10.0.0.0/104', '::a00:0/104'],
  ])('%s as %s', (text, printed) => expect(canonical(text)).toBe(printed));
});

describe('refuses, with a suggestion', () => {
  it.each([
    ['host bits', '10.1.2.3/8', '10.0.0.0/8'],
    ['host bits under a mask', '10.1.2.3 255.255.0.0', '10.1.0.0/16'],
    ['host bits', '2001:db8::1/64', '2001:db8::/64'],
    ['host bits under everything', '10.0.0.1/0', '10.0.0.1/32'],
    ['octal', '010.0.0.0/8', '10.0.0.0/8'],
    ['octal prefix', '10.0.0.0/08', '10.0.0.0/8'],
    ['short form', '10/8', '10.0.0.0/8'],
    ['short form', '10.1/16', '10.1.0.0/16'],
    ['short form without a prefix', '10.1', '10.1.0.0/16'],
    ['short form with a dot', '10.1.', '10.1.0.0/16'],
    ['prefix out of range', '10.0.0.0/33', '10.0.0.0/32'],
    ['prefix out of range', '2001:db8::/129', '2001:db8::/128'],
    ['prefix out of range', '2001:db8::/1000', '2001:db8::/128'],
    ['wildcard mask', '10.1.2.0/0.0.0.255', '10.1.2.0/24'],
    ['mask with gaps', '10.0.0.0/255.0.255.0', '10.0.0.0/32'],
    ['mask of another family', '10.0.0.0/ffff::', '10.0.0.0/16'],
    ['mask of another family', '2001:db8::/255.255.0.0', '2001::/16'],
    ['spaces around', ' 10.0.0.0/8 ', '10.0.0.0/8'],
    ['both separators', '10.0.0.0 /8', '10.0.0.0/8'],
    ['zone id', 'fe80::%eth0/10', 'fe80::/10'],
    ['brackets', '[2001:db8::]/32', '2001:db8::/32'],
    ['host bits of a mapped subnet', '::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['a mapped subnet wider than IPv4', '::ffff:10.0.0.0/8', '10.0.0.0/8'],
    ['a mapped subnet one bit wider', '::ffff:0:0/95', '0.0.0.0/32'],
  ])('%s: %s → %s', (_, text, suggested) => {
    const { code, detail } = refusalOf(text);
    expect(code).toBe('invalid-subnet');
    expect(detail).toContain(`Write ${suggested}.`);
  });

  it.each([
    '',
    ' ',
    '/',
    '/8',
    'office',
    '10.0.0.256/8',
    '10.0.0.0.0/8',
    '1:2/3',
    '0x0a.0.0.0/8',
    '*',
    '10.0.0.*',
  ])('or an example where there is no telling: %j', (text) =>
    expect(refusalOf(text).detail).toContain('Write it like 10.20.0.0/16'),
  );

  it.each([
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/8.0',
    '10.0.0.0/1e1',
    '10.0.0.0/8\n',
    '10.0.0.0/ 8',
  ])('%j', (text) => expect(refusalOf(text).code).toBe('invalid-subnet'));

  it('names what is wrong', () => {
    expect(refusalOf('10.1.2.3/8').detail).toBe('"10.1.2.3/8" has host bits set. Write 10.0.0.0/8.');
    expect(refusalOf('10.0.0.0/40').detail).toContain('prefix length from 0 to 32');
    expect(refusalOf('10.0.0.0/255.0.255.0').detail).toContain('zeros come before ones');
    expect(refusalOf('::ffff:10.0.0.0/95').detail).toContain('wider than all IPv4-mapped addresses');
  });

  it('does not repeat a long text', () =>
    expect(refusalOf('9'.repeat(10_000)).detail.length).toBeLessThan(250));
});

describe('coversEverything', () => {
  it.each(['0.0.0.0/0', '::/0', '::ffff:0:0/96', '0.0.0.0 0.0.0.0'])('says so of %s', (text) => {
    expect(coversEverything(parseSubnet(text))).toBe(true);
  });
  it.each(['0.0.0.0/1', '::/1', '0.0.0.0', '::'])('does not say so of %s', (text) => {
    expect(coversEverything(parseSubnet(text))).toBe(false);
  });
});

describe('properties', () => {
  const withPrefix = (address: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> =>
    fc.tuple(address, fc.nat(most)).map(([text, prefix]) => `${text}/${prefix}`);
  const ipv6Groups = fc
    .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
    .map((groups) => groups.map((group) => group.toString(16)).join(':'));

  it('accepts the network of any address, and that one only', () => {
    fc.assert(
      fc.property(fc.oneof(withPrefix(fc.ipV4(), 32), withPrefix(ipv6Groups, 128)), (text) => {
        const kind = text.includes(':') ? ipaddr.IPv6 : ipaddr.IPv4;
        const network = `${kind.networkAddressFromCIDR(text).toString()}/${text.split('/')[1]}`;
        expect(canonical(network)).toBe(network);
        if (canonicalAddress(text) !== network) expect(refusalOf(text).detail).toContain('host bits');
      }),
      { numRuns: 2_000 },
    );
  });

  const canonicalAddress = (text: string): string => {
    const [address = '', prefix] = text.split('/');
    return `${ipaddr.parse(address).toString()}/${prefix}`;
  };

  it('reads its own print', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(canonical(canonical(text))).toBe(canonical(text));
      }),
    );
  });

  it('answers any text with a subnet, or with a suggestion that is acceptable and does not cover everything', () => {
    const part = fc.constantFrom(
      '10',
      '0',
      '010',
      '255',
      '.',
      '.',
      '/',
      '/',
      ' ',
      ':',
      '::',
      'ffff',
      '%e',
      '[',
      ']',
      '/0',
      '/08',
    );
    const anyText = fc.oneof(
      fc.array(part, { maxLength: 14 }).map((parts) => parts.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const detail = detailOf(text);
        const [, suggestion] = / Write (\S+)\.$/.exec(detail) ?? [];
        if (suggestion === undefined) return;
        expect(canonical(suggestion)).toBe(suggestion);
        expect(coversEverything(parseSubnet(suggestion))).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });

  const detailOf = (text: string): string => {
    try {
      return canonical(text);
    } catch {
      return refusalOf(text).detail;
    }
  };
});
