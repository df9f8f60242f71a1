import { expect, it } from '@jest/globals';
import { foldCase } from '../../src/core/case-fold.js';

/** Every Latin and Cyrillic letter that this version of Unicode knows. */
const letters = Array.from({ length: 0x20000 }, (_, point) => point)
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point))
  .filter((letter) => /[\p{Script=Latin}\p{Script=Cyrillic}]/u.test(letter) && /\p{L}/u.test(letter));

it.each([
  ['Anna', 'anna'],
  ['АННА', 'анна'],
  ['ё', 'ё'],
  ['Straße', 'strasse'],
  ['STRASSE', 'strasse'],
  ['ẞ', 'ss'],
  ['ſ', 's'],
  ['ς', 'σ'],
  ['ﬀ', 'ff'],
  ['ᲀ', 'в'],
  ['İ', 'i̇'],
  ['ı', 'ı'],
  ['Iı', 'iı'],
  ['ǅ', 'ǆ'],
  ['', ''],
])('%s folds to %s', (text, folded) => expect(foldCase(text)).toBe(folded));

it('changes exactly the letters that Unicode says change when folded', () => {
  expect(letters.length).toBeGreaterThan(1_800);
  // Unicode §3.13 (D142) asks this of the decomposed letter.
  const changes = (letter: string): boolean => foldCase(letter.normalize('NFD')) !== letter.normalize('NFD');
  const unicode = letters.filter((letter) => /\p{Changes_When_Casefolded}/u.test(letter));
  expect(letters.filter(changes)).toEqual(unicode);
});

it('joins the letters that a regular expression takes for the same regardless of case', () => {
  const joined = letters.filter((letter) => foldCase(letter).length === letter.length);
  for (const letter of joined) expect(foldCase(letter)).toMatch(new RegExp(`^${letter}$`, 'iu'));
});

it('folded once is folded for good, in lower and upper case alike', () => {
  for (const letter of letters) {
    expect(foldCase(foldCase(letter))).toBe(foldCase(letter));
    if (letter !== 'ı') expect(foldCase(letter.toUpperCase())).toBe(foldCase(letter));
  }
});
