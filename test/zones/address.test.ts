import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { formatAddress, parseAddress } from '../../src/zones/address.js';

const canonical = (text: string): string | null => {
  const address = parseAddress(text);
  return address && formatAddress(address);
};

/** Texts made of the characters and pieces that address parsers have stumbled over. */
const nearlyAddress = fc
  .array(
    fc.constantFrom(
      ...[
        '0',
        '1',
        '9',
        '10',
        '010',
        '0x7f',
        '255',
        '256',
        '2001',
        'db8',
        'fFfF',
        '12345',
        'g',
        '.',
        '.',
        '.',
      ],
      ...[
        ':',
        ':',
        ':',
        '::',
        '%',
        '%eth0',
        '/',
        ' ',
        '\0',
        '-1',
        '١',
        '１',
        '+',
        'e1',
        '\n',
        '1.2.3.4',
        '::ffff:',
      ],
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('IPv4', () => {
  it.each(['0.0.0.0', '255.255.255.255', '10.0.0.1', '192.168.100.20'])('takes %s as it stands', (text) => {
    expect(parseAddress(text)?.family).toBe(4);
    expect(canonical(text)).toBe(text);
  });

  it('is an unsigned number', () => {
    expect(parseAddress('255.0.0.1')).toEqual({ family: 4, w0: 0, w1: 0, w2: 0, w3: 0xff000001 });
  });

  it.each([
    '010.0.0.1',
    '00.0.0.0',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    '10',
    '0x7f.0.0.1',
  ])('refuses %s', (text) => expect(parseAddress(text)).toBeNull());

  it.each([
    '',
    ' ',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4\n',
    '1.2.3.4\0',
    '1.2.3.4:80',
    '١.٢.٣.٤',
    'a',
    'unknown',
    '1.2.3.4/32',
  ])('refuses %j', (text) => expect(parseAddress(text)).toBeNull());
});

describe('IPv6', () => {
  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('prints %s as %s (RFC 5952)', (text, printed) => {
    expect(parseAddress(text)?.family).toBe(6);
    expect(canonical(text)).toBe(printed);
  });

  it.each([
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '::FFFF:0A00:0001',
    '0:0:0:0:0:ffff:10.0.0.1',
    '0::ffff:a00:1',
  ])('takes the IPv4-mapped %s for 10.0.0.1 (rule 7.2)', (text) =>
    expect(parseAddress(text)).toEqual(parseAddress('10.0.0.1')),
  );

  it.each([
    ['IPv4-compatible', '::10.0.0.1', '::a00:1'],
    ['IPv4-translated', '::ffff:0:10.0.0.1', '::ffff:0:a00:1'],
    ['NAT64', '64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
    ['6to4', '2002:a00:1::', '2002:a00:1::'],
    ['Teredo', '2001:0:a00:1::f5ff:fffe', '2001:0:a00:1::f5ff:fffe'],
    ['a near miss of mapped', '1::ffff:10.0.0.1', '1::ffff:a00:1'],
    ['another near miss', '::1:0:0:ffff:10.0.0.1', '::1:0:0:ffff:a00:1'],
  ])('leaves the %s form IPv6', (_, text, printed) => {
    expect(parseAddress(text)?.family).toBe(6);
    expect(canonical(text)).toBe(printed);
  });

  it.each([
    'fe80::1%eth0',
    'fe80::1%',
    '[::1]',
    '::1/128',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '12345::',
    '::g',
    ':1',
    '::1\0',
    '::1\0x',
  ])('refuses %j', (text) => expect(parseAddress(text)).toBeNull());

  it.each(['::ffff:010.0.0.1', '::ffff:10.0.1', '::ffff:1.2.3.4.5', '::ffff:1.2.3.256', '::1.2.3.4%eth0'])(
    'refuses %s',
    (text) => expect(parseAddress(text)).toBeNull(),
  );
});

describe('against other implementations', () => {
  it('accepts what net.isIP accepts, zone ids excepted', () => {
    const anyText = fc.oneof(nearlyAddress, fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.string());
    fc.assert(
      fc.property(anyText, (text) => {
        const accepted = isIP(text) !== 0 && !/[%\0]/.test(text);
        expect(parseAddress(text) !== null).toBe(accepted);
      }),
      { numRuns: 20_000 },
    );
  });

  it('reads the bytes that ipaddr.js reads', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        fc.pre(!/^::\d+\./.test(text)); // ipaddr.js takes the IPv4-compatible ::10.0.0.1 for a mapped address
        const { w0, w1, w2, w3, family } = parseAddress(text)!;
        const bytes = Buffer.alloc(16);
        [w0, w1, w2, w3].forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
        expect([...bytes.subarray(family === 4 ? 12 : 0)]).toEqual(ipaddr.process(text).toByteArray());
      }),
      { numRuns: 5_000 },
    );
  });

  it('prints what the URL Standard prints', () => {
    const sparse = fc
      .array(fc.constantFrom('0', '0', '0', '1', 'ff', 'ABCD'), { minLength: 8, maxLength: 8 })
      .map((groups) => groups.join(':'));
    fc.assert(
      fc.property(fc.oneof(sparse, fc.ipV6()), (text) => {
        fc.pre(parseAddress(text)?.family === 6);
        expect(`[${canonical(text)}]`).toBe(new URL(`http://[${text}]/`).hostname);
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads its own print', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text)!;
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });
});
