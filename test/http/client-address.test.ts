import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientAddress, type RequestOrigin } from '../../src/http/client-address.js';
import { formatAddress } from '../../src/zones/address.js';
import { createSubnetMatcher } from '../../src/zones/subnet-matcher.js';
import { parseSubnet } from '../../src/zones/subnet.js';

const proxies = createSubnetMatcher(['10.0.0.0/24', '2001:db8:ffff::/64'].map(parseSubnet));
const proxy = '10.0.0.1';

const locate = (origin: Partial<RequestOrigin>): string | null => {
  const client = clientAddress(
    { peer: proxy, forwardedFor: undefined, forwarded: undefined, ...origin },
    proxies,
  );
  return client && formatAddress(client);
};

describe('without a trusted proxy', () => {
  it('is the peer', () => expect(locate({ peer: '198.51.100.7' })).toBe('198.51.100.7'));
  it('is the IPv4 address of an IPv4-mapped peer', () => {
    expect(locate({ peer: '::ffff:198.51.100.7' })).toBe('198.51.100.7');
  });
  it('is unknown when the socket is gone', () => expect(locate({ peer: undefined })).toBeNull());
  it.each(['', 'fe80::1%eth0', 'a'])('is unknown for a peer %j', (peer) =>
    expect(locate({ peer })).toBeNull(),
  );

  it.each(['192.0.2.1', '10.0.0.9', 'a', ''])('ignores headers that say %j', (value) => {
    const peer = '198.51.100.7';
    expect(locate({ peer, forwardedFor: value, forwarded: `for=${value}` })).toBe(peer);
  });
  it('believes nobody when no proxy is configured', () => {
    const origin = { peer: '127.0.0.1', forwardedFor: '192.0.2.1', forwarded: undefined };
    expect(formatAddress(clientAddress(origin, createSubnetMatcher([]))!)).toBe('127.0.0.1');
  });
});

describe('behind a trusted proxy', () => {
  it('is the proxy itself when it names nobody', () => expect(locate({})).toBe(proxy));

  it.each([
    ['one hop', '192.0.2.1', '192.0.2.1'],
    ['what the client invented is left of its own address', '127.0.0.1, 192.0.2.1', '192.0.2.1'],
    ['trusted hops are passed over', '192.0.2.1, 10.0.0.2,10.0.0.3', '192.0.2.1'],
    [
      'an address of the list, then an untrusted one, then trusted ones',
      '10.0.0.9, 192.0.2.1, 10.0.0.2',
      '192.0.2.1',
    ],
    ['all hops are trusted', '10.0.0.7, 10.0.0.2', '10.0.0.7'],
    ['odd values left of the client do not matter', 'unknown, , <script>, 192.0.2.1', '192.0.2.1'],
    ['tabs and spaces', ' \t192.0.2.1\t ', '192.0.2.1'],
    ['a port', '192.0.2.1:5678', '192.0.2.1'],
    ['bare IPv6', '2001:db8::1', '2001:db8::1'],
    ['IPv6 in brackets', '[2001:db8::1]', '2001:db8::1'],
    ['IPv6 with a port', '[2001:db8::1]:4711', '2001:db8::1'],
    ['IPv4-mapped IPv6', '::ffff:192.0.2.1', '192.0.2.1'],
    ['IPv4-mapped IPv6 of a trusted hop', '192.0.2.1, ::ffff:10.0.0.2', '192.0.2.1'],
    ['an IPv6 proxy in between', '192.0.2.1, 2001:db8:ffff::2', '192.0.2.1'],
  ])('X-Forwarded-For: %s', (_, forwardedFor, client) => expect(locate({ forwardedFor })).toBe(client));

  it('is read behind an IPv4-mapped proxy, too', () => {
    expect(locate({ peer: '::ffff:10.0.0.1', forwardedFor: '192.0.2.1' })).toBe('192.0.2.1');
  });

  it.each([
    '',
    ' ',
    ',',
    '192.0.2.1,',
    'a',
    'unknown',
    '_hidden',
    '_hidden:80',
    '010.0.0.1',
    '192.0.2.256',
    '127.1',
  ])('X-Forwarded-For: %j is unknown', (forwardedFor) => expect(locate({ forwardedFor })).toBeNull());
  it.each([
    ...[
      '192.0.2.1:',
      '192.0.2.1:123456',
      '192.0.2.1:-1',
      '192.0.2.1:80:80',
      '[192.0.2.1]',
      '[]',
      '[2001:db8::1',
      '2001:db8::1]',
    ],
    ...[
      '[2001:db8::1]80',
      '"192.0.2.1"',
      '192.0.2.1 192.0.2.2',
      '192.0.2.1;',
      'http://192.0.2.1',
      'fe80::1%eth0',
      '192.0.2.1\0',
    ],
  ])('X-Forwarded-For: %j is unknown', (forwardedFor) => expect(locate({ forwardedFor })).toBeNull());
  it('an odd value between the proxies and the client is unknown', () => {
    expect(locate({ forwardedFor: '192.0.2.1, unknown, 10.0.0.2' })).toBeNull();
  });

  it.each([
    ['one hop', 'for=192.0.2.1', '192.0.2.1'],
    ['other parameters', 'proto=https;for=192.0.2.1;by=10.0.0.1;host=foyer.example', '192.0.2.1'],
    ['names in capitals', 'For=192.0.2.1', '192.0.2.1'],
    ['quoted IPv6 with a port', 'for="[2001:db8::1]:4711"', '2001:db8::1'],
    ['quoted IPv6', 'for="[2001:db8::1]"', '2001:db8::1'],
    ['a port', 'for="192.0.2.1:5678"', '192.0.2.1'],
    ['an unquoted port', 'for=192.0.2.1:5678', '192.0.2.1'],
    ['an obfuscated port', 'for="192.0.2.1:_gazonk"', '192.0.2.1'],
    ['an escape', 'for="192.0.2\\.1"', '192.0.2.1'],
    ['hops from the right', 'for=127.0.0.1, for=192.0.2.1, for=10.0.0.2', '192.0.2.1'],
    ['spaces', ' for=192.0.2.1 ; proto=https , for=10.0.0.2 ', '192.0.2.1'],
    ['separators in quotes', 'for=192.0.2.1;host="a,b;for=127.0.0.1"', '192.0.2.1'],
    ['odd values left of the client', 'for=unknown, for=_x, proto=http, , for=192.0.2.1', '192.0.2.1'],
  ])('Forwarded: %s', (_, forwarded, client) => expect(locate({ forwarded })).toBe(client));

  it.each([
    ...[
      '',
      ',',
      'for=',
      'for=""',
      'for=unknown',
      'for=_hidden',
      'for="_hidden:80"',
      'for=a',
      'proto=https',
      '192.0.2.1',
    ],
    ...[
      'for=192.0.2.1,',
      'for=192.0.2.1;for=10.0.0.2',
      'for = 192.0.2.1',
      'for="192.0.2.1',
      'for="192.0.2.1"x',
      'for=192.0.2.1 x',
    ],
    ...[
      'for=10.0.0.7;x=", for=192.0.2.1',
      'for=10.0.0.7;x=", for="[2001:db8::1]"',
      'for=192.0.2.1, proto=https',
      '=;for=192.0.2.1',
    ],
  ])('Forwarded: %j is unknown', (forwarded) => expect(locate({ forwarded })).toBeNull());
});

describe('several headers', () => {
  it('lines are one list', () => {
    expect(locate({ forwardedFor: ['127.0.0.1', '192.0.2.1, 10.0.0.2'] })).toBe('192.0.2.1');
    expect(locate({ forwarded: ['for=127.0.0.1', 'for=192.0.2.1', 'for=10.0.0.2'] })).toBe('192.0.2.1');
  });
  it('no line at all is an odd value', () => expect(locate({ forwardedFor: [] })).toBeNull());

  it('both headers agree, however they write it', () => {
    expect(locate({ forwardedFor: '2001:db8:0::1', forwarded: 'for="[2001:DB8::1]:4711"' })).toBe(
      '2001:db8::1',
    );
    expect(locate({ forwardedFor: '192.0.2.1, 10.0.0.2', forwarded: 'for=192.0.2.1' })).toBe('192.0.2.1');
  });
  it.each([
    ['192.0.2.1', 'for=192.0.2.2'],
    ['192.0.2.1', 'for=unknown'],
    ['unknown', 'for=192.0.2.1'],
    ['192.0.2.1', ''],
    ['192.0.2.1', 'for="[::192.0.2.1]"'],
  ])('%s and %s disagree', (forwardedFor, forwarded) =>
    expect(locate({ forwardedFor, forwarded })).toBeNull(),
  );
});

describe('properties', () => {
  it.each([' ', '"', '\\"', 'a', 'a=', ';', ',', 'for="', '[', ':'])(
    'a long run of %j costs little',
    (piece) => {
      const header = `${piece.repeat(16_384 / piece.length)}\0`;
      const start = performance.now();
      locate({ forwarded: header });
      locate({ forwardedFor: header });
      expect(performance.now() - start).toBeLessThan(50);
    },
  );

  const piece = fc.constantFrom(
    'for=',
    '"',
    '\\',
    ',',
    ';',
    '=',
    ' ',
    '10.0.0.2',
    '192.0.2.1',
    '[',
    ']',
    '::1',
    ':80',
    '_x',
    'é',
  );
  const anyHeader = fc.option(
    fc.oneof(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.string(),
      fc.array(fc.string()),
    ),
    { nil: undefined },
  );

  it('never throws, and answers null or an address', () => {
    fc.assert(
      fc.property(anyHeader, anyHeader, (forwardedFor, forwarded) => {
        const client = locate({ forwardedFor, forwarded });
        expect(client === null || isIP(client) > 0).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('whatever a client sends, a proxy that appends the address of the client has the last word', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(piece), (text, pieces) => {
        for (const sent of [text, pieces.join('')]) {
          expect(locate({ forwardedFor: `${sent}, 192.0.2.1` })).toBe('192.0.2.1');
          expect(['192.0.2.1', null]).toContain(locate({ forwarded: `${sent}, for=192.0.2.1;proto=https` }));
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
