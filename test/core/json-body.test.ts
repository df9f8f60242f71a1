import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../src/core/errors.js';
import { parseJsonBody } from '../../src/core/json-body.js';
import { inspectJson } from '../../src/core/json-inspection.js';

const parse = (body: string | Buffer): unknown => parseJsonBody(Buffer.from(body as string));

const refusalOf = (body: string | Buffer): DomainError => {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'malformed-json') return error;
    throw error;
  }
  throw new Error('the body was accepted');
};

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('accepts', () => {
  it.each([
    ...[
      '{}',
      '[]',
      'null',
      'false',
      '0',
      '""',
      '-1.5e+3',
      ' { "a" : [ 1 , 2 ] } ',
      '\t[\r\n]\n',
      '"é й 😀"',
      '"\\u00e9"',
    ],
    ...[
      '{"a":{"a":1},"b":{"a":1}}',
      '[{"a":1},{"a":1}]',
      '{"a:b":"c:d","{":"[\\":"}',
      '{"":1}',
      '"\\\\u0000"',
      '"\\\\ud800"',
    ],
    ...[
      '"\\ud83d\\ude00"',
      '{"prototype":1,"constructor":2,"proto":3}',
      '"\\ufffd"',
      '"\ufffd"',
      '{"2":1,"1":2}',
      nested(32),
    ],
  ])('%s', (body) => expect(parse(body)).toEqual(JSON.parse(body)));

  it('the deepest nesting in objects, and many siblings', () => {
    const body = `${'{"a":'.repeat(32)}1${'}'.repeat(32)}`;
    expect(parse(body)).toEqual(JSON.parse(body));
    expect(parse(`[${Array(100).fill('[[]]').join(',')}]`)).toHaveLength(100);
  });
});

describe('refuses, and says what and where', () => {
  it.each([
    ['an empty body', '', '', 'empty'],
    ['only spaces', ' \n ', '', 'value was expected. (line 2, column 2)'],
    ['a byte order mark', '\ufeff{}', '', 'byte order mark'],
    ['something after the value', '{} {}', '', 'after the end'],
    ['a comma too many', '{"a":[1,]}', '/a/1', 'value was expected. (line 1, column 9)'],
    ['a comma at the end of an object', '{"a":1,}', '', 'key in double quotes'],
    ['no comma', '{"a":1\n"b":2}', '', '"," or "}" was expected. (line 2, column 1)'],
    ['no colon', '{"a" 1}', '/a', '":" was expected'],
    ['an open array', '{"a":[1', '/a', '"," or "]" was expected'],
    ['an open string', '{"a":"b', '/a', 'not closed'],
    ['a line break in a string', '{"a":"b\n"}', '/a', 'control character'],
    ['an unknown escape', '{"a":"\\x41"}', '/a', 'unknown escape'],
    ['single quotes', "{'a':1}", '', 'double quotes'],
    ['a bare word', '{"a":undefined}', '/a', 'value was expected'],
    ['NaN', '[NaN]', '/0', 'value was expected'],
    ['a leading zero', '[01]', '', '"," or "]" was expected'],
    ['a comment', '{}//', '', 'after the end'],
    ['a duplicate key', '{"a":1,"b":2,"a":3}', '/a', 'twice. (line 1, column 14)'],
    ['a duplicate key of equal value', '{"a":1,"a":1}', '/a', 'twice'],
    ['a duplicate key behind an escape', '{"a":1,"\\u0061":2}', '/a', 'twice'],
    ['a duplicate key deep inside', '[{"x":{"a/b":1,"a/b":{"y":2}}}]', '/0/x/a~1b', 'twice'],
    ['a duplicate empty key', '{"":1,"":2}', '/', 'twice'],
    ['__proto__', '{"x":{"__proto__":{"admin":true}}}', '/x/__proto__', '__proto__'],
    ['__proto__ behind an escape', '{"\\u005f_proto__":1}', '/__proto__', '__proto__'],
    ['a raw NUL', '{"a":"x\0"}', '/a', 'control character'],
    ['a NUL between tokens', '{"a":1\0}', '', 'expected'],
    ['an escaped NUL', '{"a":"x\\u0000"}', '/a', 'NUL'],
    ['an escaped NUL in a key', '{"a\\u0000":1}', '', 'NUL'],
    ['a high surrogate alone', '["\\ud83d"]', '/0', 'lone surrogate'],
    ['a low surrogate alone', '["\\uDE00x"]', '/0', 'lone surrogate'],
    ['surrogates in the wrong order', '["\\ude00\\ud83d"]', '/0', 'lone surrogate'],
    ['a lone surrogate in a key', '{"\\ud83d":1}', '', 'lone surrogate'],
    ['depth 33', nested(33), '/0'.repeat(32), 'deeper than 32'],
    ['depth 33 in objects', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, '/a'.repeat(32), 'deeper than 32'],
    ['depth 100,000', '['.repeat(100_000), '/0'.repeat(32), 'deeper than 32'],
  ])('%s', (_, body, pointer, what) => {
    const { detail, errors } = refusalOf(body);
    expect(detail).toContain(what);
    expect(errors).toEqual([{ pointer, detail: expect.any(String) }]);
  });

  it.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22], 2],
    ['Latin-1', [0x22, 0xe9, 0x22], 2],
    ['an overlong form', [0x22, 0xc0, 0x80, 0x22], 2],
    ['an encoded surrogate', [0x22, 0x61, 0xed, 0xa0, 0x80, 0x22], 3],
    ['beyond U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 2],
    ['a cut character at the end', [0x22, 0x61, 0x22, 0xe2, 0x82], 4],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00], 1],
  ])('%s', (_, bytes, at) => {
    expect(refusalOf(Buffer.from(bytes)).detail).toBe(`The body is not UTF-8 from byte ${at} on.`);
  });

  it('without repeating what was sent', () => {
    for (const body of ['{"password":"hunter2}', '{"password":hunter2}', '{"password":"hunter2\\u0000"}']) {
      expect(JSON.stringify(refusalOf(body))).not.toContain('hunter2');
    }
  });

  it('and nothing is put on the prototype of anything', () => {
    refusalOf('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    parse('{"constructor":{"prototype":{"polluted":1}}}');
    expect('polluted' in {}).toBe(false);
  });
});

describe('long strings', () => {
  it.each(['x', '\\n', '\\u00e9', 'é'])('of %s are read', (piece) => {
    const text = `["${piece.repeat(500_000)}"]`;
    expect(parse(text)).toEqual(JSON.parse(text));
    expect(() => inspectJson(text)).not.toThrow();
  });
});

describe('properties', () => {
  const isAcceptable = (value: unknown): boolean =>
    !/\\u(?:0000|d[89a-f])|"__proto__":/.test(JSON.stringify(value));

  it('reads back every value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), fc.nat(2), (value, indent) => {
        fc.pre(isAcceptable(value));
        const text = JSON.stringify(value, null, indent);
        const escaped = text.replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
        expect(parse(text)).toEqual(JSON.parse(text));
        expect(parse(escaped)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  /** Texts that are JSON, or nearly. */
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '"a":1',
    '"b":',
    '1',
    '-',
    '0',
    '.5',
    'e1',
    ' ',
    '\n',
    '\\',
  ];
  const nearlyJson = fc.oneof(
    fc
      .array(fc.constantFrom(...pieces, 'true', 'nul', '\\u0061', '"\\u0062":', '\\ud800', 'é', '\0'), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
    fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat(3), fc.constantFrom('', ...pieces))
      .map(([text, at, cut, piece]) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + piece + text.slice(start + cut);
      }),
  );
  const accepts = (read: () => unknown): boolean => {
    try {
      read();
      return true;
    } catch {
      return false;
    }
  };

  it('accepts only what JSON.parse accepts, with the same value, and refuses only in its own words', () => {
    let accepted = 0;
    fc.assert(
      fc.property(nearlyJson, (text) => {
        const isAccepted = accepts(() => parse(text));
        accepted += Number(isAccepted);
        if (isAccepted) expect(parse(text)).toEqual(JSON.parse(text));
        else expect(refusalOf(text).errors).toHaveLength(1);
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  it('the quick way and the thorough way agree', () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        fc.pre(text !== '' && !/\p{Surrogate}/u.test(text));
        expect(accepts(() => parse(text))).toBe(accepts(() => inspectJson(text)));
      }),
      { numRuns: 5_000 },
    );
  });
});
