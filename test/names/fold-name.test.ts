import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldName } from '../../src/names/index.js';
import { scriptOf } from '../../src/users/login.js';

describe('rule 1.3: names are compared folded', () => {
  it.each([
    ['Alice', 'alice'],
    ['ИВАН', 'иван'],
    ['ａｌｉｃｅ', 'alice'],
    ['ﬁn', 'fin'],
    ['GROẞ', 'gross'],
    ['groß', 'gross'],
    ['ſam', 'sam'],
    ['jose\u0301', 'josé'],
    ['JOSE\u0301', 'josé'],
    ['Й'.normalize('NFD'), 'й'],
    ['ǰ', 'ǰ'],
  ])('%s → %s', (login, folded) => expect(foldName(login)).toBe(folded));

  it('tells apart what is not the same', () => {
    expect(foldName('ё')).not.toBe(foldName('е'));
    expect(foldName('ı')).not.toBe(foldName('i'));
    expect(foldName('ø')).not.toBe(foldName('o'));
  });

  it('is stable, and the same for NFC, NFD, lower and upper case', () => {
    const letters = Array.from({ length: 0x1f00 }, (_, point) => String.fromCodePoint(point)).filter(
      (letter) => /[\p{Lu}\p{Ll}\p{Lt}]/u.test(letter) && scriptOf(letter) !== 'none' && letter !== 'ı',
    );
    const login = fc.array(fc.constantFrom(...letters, '1', '-')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(login, (text) => {
        const folded = foldName(text);
        for (const same of [folded, text.normalize('NFD'), text.normalize('NFC'), text.toUpperCase()]) {
          expect(foldName(same)).toBe(folded);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
