import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineEnds } from '../../src/exports/line-ends.js';

function changed(pieces: readonly string[], hasMark = false): string {
  const change = lineEnds(hasMark);
  return Buffer.concat(pieces.map((piece) => change(Buffer.from(piece)))).toString('utf8');
}

describe('rule 2.7: lines of an export end with CRLF', () => {
  it('wherever they are cut into pieces', () => {
    const text = fc
      .array(fc.constantFrom('a', 'ё', '李', '\n', '\r\n', '\r', ';'), { maxLength: 30 })
      .map((parts) => parts.join(''));
    const property = fc.property(text, fc.array(fc.nat(60), { maxLength: 5 }), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
        bytes.length,
      ];
      const change = lineEnds(false);
      const pieces = places.slice(1).map((end, at) => change(bytes.subarray(places[at], end)));
      expect(Buffer.concat(pieces).toString('utf8')).toBe(whole.replace(/\r?\n/g, '\r\n'));
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('after a byte order mark, if one is wanted, once', () => {
    expect(changed(['a\n', 'b\n'], true)).toBe('\ufeffa\r\nb\r\n');
    expect(changed(['a\n', 'b\n'])).toBe('a\r\nb\r\n');
  });
});
