/** What nobody in their right mind sends: values, texts, path segments and headers that broke somebody's service. */
import fc from 'fast-check';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** Values of the wrong type, size or shape. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    2 ** 31,
    '',
    ' ',
    'x'.repeat(300),
    'x'.repeat(20_000),
    '%00',
    '%',
    "' OR 1=1 --",
    '${7*7}',
    '../../etc/passwd',
    '\u202e\u200b',
    'e\u0301'.repeat(50),
    '👩‍👩‍👧‍👦',
    'ß',
    'ﬀ',
    '__proto__',
    'constructor',
    'toString',
    '9999-99-99T99:99:99Z',
    '+275760-09-13T00:00:00Z',
    [],
    {},
    [[]],
    [null],
    { constructor: { prototype: {} } },
    { toString: 1, hasOwnProperty: 2, valueOf: 3 },
    { then: 1 },
    { length: -1 },
    { '': '' },
    { 'a.b': 1, 'a/b': 2, 'a~b': 3 },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** Bodies that are not what they seem, as bytes. */
export const hostileBody: fc.Arbitrary<Buffer> = fc
  .constantFrom<string | Buffer>(
    '',
    'null',
    '[]',
    '"text"',
    '7',
    '{}{}',
    '{',
    '{"a":1,"a":2}',
    '{"login":"x","log\\u0069n":"y"}',
    '{"__proto__":{"admin":true}}',
    '{"login":"\\u0000"}',
    '{"login":"\\ud800"}',
    '{"login":"\\udc00\\ud800"}',
    '{"rights":1e400}',
    '{"incomingKbps":1e10000,"outgoingKbps":-1e10000}',
    '{"incomingKbps":00,"outgoingKbps":0}',
    '{"name":NaN}',
    "{'name':'x'}",
    '\ufeff{}',
    nested(31),
    nested(32),
    nested(33),
    nested(100_000),
    '{"a":'.repeat(5000),
    'a=b&c=%zz&grant_type=%00',
    'grant_type=client_credentials&__proto__=x&constructor=y',
    Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
    Buffer.from([0x00]),
  )
  .map((body) => Buffer.from(body as string));

/** Segments of a path as they are sent, already encoded or meant to look so. */
export const hostileSegment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '%',
    '%z',
    '%zz',
    '%00',
    'a%00b',
    '%ff',
    '%c0%ae%c0%ae',
    '%ed%a0%80',
    '%2e%2e',
    '%2F',
    '%5c..%5c',
    '%252e',
    '%E2%80%AE',
    'a;b=c',
    'a@b@c',
    '@',
    '%40corp.example',
    "'--",
    'x'.repeat(1000),
    'constructor',
    '__proto__',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(encodeWell),
);

/** Half a surrogate pair has no encoding; the rest has. */
export function encodeWell(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** Headers that callers, proxies and attackers send. */
export const hostileHeaders: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'If-Match': fc.constantFrom('*', '"x"', 'W/"x"', '"', ',,,', 'x'.repeat(2000), '\xe9'),
    'If-None-Match': fc.constantFrom('*', '"x"', 'W/"x"', '"', ',,,', '\xe9'),
    'If-Modified-Since': fc.constantFrom('Sat, 01 Jan 2050 00:00:00 GMT', 'never'),
    'Idempotency-Key': fc.constantFrom('', 'one', 'x'.repeat(255), 'x'.repeat(256), '\xe9', "' OR 1"),
    Accept: fc.constantFrom('text/html', 'application/xml', '*/*;q=0', '\xff', ''),
    'Accept-Encoding': fc.constantFrom('gzip', 'br;q=1', 'nonsense'),
    'X-Forwarded-For': fc.constantFrom('a', '10.0.0.1, ::1', '127.0.0.1:80', ',,', '999.999.999.999'),
    Forwarded: fc.constantFrom('for=', 'for="[::1]:x"', 'for=unknown;by=', ';;;', 'for="'),
    'X-Request-Id': fc.constantFrom('ok-1', 'a b', '<script>', 'x'.repeat(100), '\xe9'),
    'X-HTTP-Method-Override': fc.constantFrom('DELETE', 'PUT'),
    Cookie: fc.constantFrom('a=b', 'session=%00'),
    Range: fc.constantFrom('bytes=0-1', 'bytes=-1', 'lines=1'),
    Origin: fc.constantFrom('https://evil.example', 'null'),
    Host: fc.constantFrom('evil.example', 'corp.example:99999', ''),
  },
  { requiredKeys: [] },
);

export const hostileContentType: fc.Arbitrary<string> = fc.constantFrom(
  'text/plain',
  'application/json; charset=utf-16',
  'application/json; charset=utf-8; charset=latin1',
  'APPLICATION/JSON;CHARSET="UTF-8"',
  'application/merge-patch+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  ';',
  '',
);
