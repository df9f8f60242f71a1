/** Owns how people are searched for (rule 2.6): what the fields fold to, and the pattern that finds a query in them. */
import { foldCase } from '../core/case-fold.js';
import { escapeLike } from '../db/like.js';

/** Latin letters with a stroke or two in one, which do not decompose into a base letter and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ...{
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ħ: 'h',
    ı: 'i',
    ŧ: 't',
    ŋ: 'n',
    ĸ: 'k',
    ə: 'e',
  },
  ...{
    ƀ: 'b',
    ƈ: 'c',
    ɖ: 'd',
    ɗ: 'd',
    ƒ: 'f',
    ǥ: 'g',
    ɠ: 'g',
    ɨ: 'i',
    ƙ: 'k',
    ƚ: 'l',
    ƞ: 'n',
    ɲ: 'n',
    ƥ: 'p',
  },
  ...{ ƭ: 't', ʉ: 'u', ʋ: 'v', ƴ: 'y', ƶ: 'z', ɓ: 'b', ɛ: 'e', ɔ: 'o' },
};

const plainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');
const latinWithMarks = /(\p{Script=Latin})\p{M}+/gu;

/** Most texts are, and need no more than lower case: a twentieth of the work. */
const isPlain = /^[\x20-\x7e]*$/;

/**
 * The text for comparison: without regard to case, Latin letters without diacritics, `ё` as `е`. Other Cyrillic
 * letters stay apart (`й` is not `и`), and so does every mark in other scripts. Line breaks become spaces, as they
 * separate the fields in `searchText`.
 */
export function foldForSearch(text: string): string {
  if (isPlain.test(text)) return text.toLowerCase();
  const folded = foldCase(text.normalize('NFKC')).normalize('NFD');
  const plain = folded.replace(latinWithMarks, '$1').replace(plainLetter, (letter) => plainLetters[letter]!);
  return plain
    .normalize('NFC')
    .replaceAll('ё', 'е')
    .replace(/[\n\r\0]/g, ' ');
}

/** The folded fields, each after a line break, so that one `LIKE` finds a substring or the beginning of a field. */
export function searchText(fields: readonly (string | null | undefined)[]): string {
  const present = fields.map((field) => field ?? '').filter((field) => field !== '');
  return present.map((field) => `\n${foldForSearch(field)}`).join('');
}

/** The `LIKE` pattern for a query: three characters or more anywhere, fewer at the beginning of a field. */
export function searchPattern(query: string): string {
  const escaped = escapeLike(foldForSearch(query));
  const { length } = [...query.normalize('NFC')];
  return length >= 3 ? `%${escaped}%` : `%\n${escaped}%`;
}
