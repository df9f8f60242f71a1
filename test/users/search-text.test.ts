import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldForSearch, searchPattern, searchText } from '../../src/users/search-text.js';

/** LIKE as SQL defines it, with the backslash as escape. */
function like(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\(.)|[%_]|[^\\%_]/gsu, (token, escaped?: string) => {
    if (token === '%') return '.*';
    if (token === '_') return '.';
    return (escaped ?? token).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su').test(text);
}
const finds = (query: string, ...fields: (string | null | undefined)[]): boolean =>
  like(searchText(fields), searchPattern(query));

describe('foldForSearch (rule 2.6)', () => {
  it.each([
    ['José', 'jose'],
    ['José'.normalize('NFD'), 'jose'],
    ['ÉCOLE', 'ecole'],
    ['Łukasz', 'lukasz'],
    ['Søren', 'soren'],
    ['Đorđe', 'dorde'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['Æsir', 'aesir'],
    ['œuvre', 'oeuvre'],
    ['İstanbul', 'istanbul'],
    ['ışık', 'isik'],
    ['Þór', 'thor'],
    ['Việt', 'viet'],
    ['Ǿ', 'o'],
    ['ﬁn', 'fin'],
    ['ＡＢ', 'ab'],
    ['Ёлка', 'елка'],
    ['ёлка'.normalize('NFD'), 'елка'],
    ['Андрей', 'андрей'],
    ['Андрей'.normalize('NFD'), 'андрей'],
    ['Їжак', 'їжак'],
    ['ў', 'ў'],
    ['Άλφα', 'άλφα'],
    ['が', 'が'],
    ['a\nb\rc\0d', 'a b c d'],
    ['😀', '😀'],
  ])('%j → %j', (text, folded) => expect(foldForSearch(text)).toBe(folded));

  it('keeps й apart from и, and е from э', () => {
    expect(foldForSearch('й')).not.toBe(foldForSearch('и'));
    expect(foldForSearch('ї')).not.toBe(foldForSearch('і'));
    expect(foldForSearch('э')).not.toBe(foldForSearch('е'));
  });

  it('is the same for NFC and NFD, and stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const folded = foldForSearch(text);
        expect(foldForSearch(text.normalize('NFD'))).toBe(folded);
        expect(foldForSearch(folded)).toBe(folded);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('searchText', () => {
  it('puts each field after a line break, and leaves out the empty ones', () => {
    expect(searchText(['alice', 'Alice', null, undefined, '', 'Ä'])).toBe('\nalice\nalice\na');
    expect(searchText([])).toBe('');
  });
  it('lets no field pass for two', () => expect(finds('b', 'a\nb')).toBe(false));
});

describe('searchPattern', () => {
  it.each([
    ['', '%\n%'],
    ['ab', '%\nab%'],
    ['AÉ', '%\nae%'],
    ['abc', '%abc%'],
    ['Æb', '%\naeb%'],
    ['e\u0301a', '%\nea%'],
    ['😀a', '%\n😀a%'],
    ['50%', '%50\\%%'],
    ['_', '%\n\\_%'],
    ['a\\b', '%a\\\\b%'],
  ])('of %j is %j', (query, pattern) => expect(searchPattern(query)).toBe(pattern));

  it.each([
    ['ali', true],
    ['ICE', true],
    ['muller', true],
    ['Müll', true],
    ['al', true],
    ['sm', true],
    ['mi', false],
    ['ce', false],
    ['a_i', false],
    ['a%e', false],
    ['елк', true],
    ['ёлк', true],
    ['bob', false],
  ])('%s: %s', (query, found) => {
    expect(finds(query, 'alice', 'Smith', 'Müller', 'Ёлка', 'alice@corp.example')).toBe(found);
  });

  it('takes every character of the query for itself', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_', '\\', 'é', 'й'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), text, (fields, query) => {
        fc.pre(query !== '');
        const folded = foldForSearch(query);
        const inField = fields
          .map(foldForSearch)
          .some((field) => (query.length < 3 ? field.startsWith(folded) : field.includes(folded)));
        expect(finds(query, ...fields)).toBe(inField);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('plain texts, which take a shortcut', () => {
  it('fold as they do beside a letter that has none (rule 2.6)', () => {
    const plain = fc.string({ unit: 'binary-ascii' });
    fc.assert(
      fc.property(plain, (text) => expect(`${foldForSearch(text)} ж`).toBe(foldForSearch(`${text} ж`))),
    );
  });
});
