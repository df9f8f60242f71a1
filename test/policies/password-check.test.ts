import { describe, expect, it } from '@jest/globals';
import { readCommonPasswords } from '../../src/policies/common-passwords.js';
import {
  canonicalPassword,
  unmetRequirements,
  type PasswordContext,
  type PasswordPolicy,
} from '../../src/policies/index.js';

const lax: PasswordPolicy = {
  minLength: 2,
  requireUpper: false,
  requireLower: false,
  requireDigit: false,
  requireSpecial: false,
  blocklist: false,
};
const nobody: PasswordContext = { login: 'alice', serverName: 'corp.example', isCommon: () => false };
const unmet = (password: string, policy: Partial<PasswordPolicy>, context = nobody) =>
  unmetRequirements({ ...lax, ...policy }, password, context).map(({ requirement }) => requirement);

const family = '👨‍👩‍👧‍👦';

describe('rule 9.1: the length counts characters as a person does', () => {
  it.each([
    ['letters', 'abc', 3],
    ['an emoji of two code units', '😀😀', 2],
    ['a family of eleven code units', family.repeat(3), 3],
    ['a flag', '🇩🇪🇫🇷', 2],
    ['a letter with its accent apart', 'e\u0301e\u0301', 2],
    ['a letter with more accents than one', 'q\u0323\u0307x', 2],
    ['Hangul in parts', '\u1112\u1161\u11ab\u1100\u1173\u11af', 2],
    ['a line break of two', '\r\nx', 2],
  ])('%s', (_, password, length) => {
    expect(unmet(password, { minLength: length })).toEqual([]);
    expect(unmet(password, { minLength: length + 1 })).toEqual(['minLength']);
  });

  it('takes 128 of the longest, and says when there are too many to be a password', () => {
    expect(unmet(family.repeat(128), { minLength: 64 })).toEqual([]);
    expect(unmet('x'.repeat(4096), {})).toEqual([]);
    expect(unmet('x'.repeat(4097), {})).toEqual(['maxLength']);
  });

  it('an empty one is too short', () => {
    expect(unmet('', {})).toEqual(['minLength']);
  });
});

describe('rule 9.1: classes', () => {
  it.each([
    ['requireUpper', 'Aaa', 'aaa'],
    ['requireUpper', 'Жжж', 'жжж'],
    ['requireUpper', 'ǅab', 'ǆab'],
    ['requireLower', 'AAa', 'AAA'],
    ['requireLower', 'ЖЖж', 'ЖЖЖ'],
    ['requireDigit', 'aa1', 'aab'],
    ['requireDigit', 'aa٣', 'aaⅣ'],
    ['requireSpecial', 'aa!', 'aa1'],
    ['requireSpecial', 'aa ', 'aaé'],
    ['requireSpecial', 'aa😀', 'aae\u0301'],
    ['requireSpecial', 'aa€', 'aa文'],
  ] as const)('%s is met by %s and not by %s', (requirement, good, bad) => {
    expect(unmet(good, { [requirement]: true })).toEqual([]);
    expect(unmet(bad, { [requirement]: true })).toEqual([requirement]);
    expect(unmet(bad, {})).toEqual([]);
  });

  it('rule 2.4: names everything that is missing, in one go and one order', () => {
    const all = {
      minLength: 64,
      requireUpper: true,
      requireLower: true,
      requireDigit: true,
      requireSpecial: true,
    };
    expect(unmet('文', all)).toEqual([
      'minLength',
      'requireUpper',
      'requireLower',
      'requireDigit',
      'requireSpecial',
    ]);
  });

  it('says in words what is missing, and never repeats the password', () => {
    const [first] = unmetRequirements({ ...lax, minLength: 12 }, 'canary', nobody);
    expect(first).toEqual({ requirement: 'minLength', detail: 'At least 12 characters.' });
  });
});

describe('rule 9.1: the blocklist', () => {
  it.each([
    'alice',
    'ALICE',
    'ａｌｉｃｅ',
    'corp.example',
    'Corp.Example',
    'alice@corp.example',
    'Alice@CORP.example',
  ])('refuses %s', (password) => {
    expect(unmet(password, { blocklist: true })).toEqual(['blocklist']);
    expect(unmet(password, { blocklist: false })).toEqual([]);
  });

  it('compares a login in the form in which logins are compared', () => {
    expect(unmet('ЁЛКА', { blocklist: true }, { ...nobody, login: 'ёлка' })).toEqual(['blocklist']);
  });

  it('compares the whole: a name within a longer password does no harm', () => {
    expect(unmet('alice and the corp.example of herons', { blocklist: true })).toEqual([]);
  });

  it('knows the passwords that everybody tries, in any case', async () => {
    const common = await readCommonPasswords();
    expect(common.size).toBeGreaterThan(40_000);
    const context = { ...nobody, isCommon: (folded: string) => common.has(folded) };
    for (const password of ['password', 'PassWord', '123456789', 'QWERTYuiop', '1q2w3e4r5t6y', 'letmein']) {
      expect([password, unmet(password, { blocklist: true }, context)]).toEqual([password, ['blocklist']]);
    }
    expect(unmet('nine herons cross the fjord', { blocklist: true }, context)).toEqual([]);
  });

  it('has every common password in the form in which it is looked for', async () => {
    const odd = [...(await readCommonPasswords())].filter((password) => password !== password.toLowerCase());
    expect(odd).toEqual([]);
  });
});

describe('text', () => {
  it.each(['abc\0', '\0\0', 'abc\ud800', '\udc00abc'])('rule 9.1: refuses what is none: %j', (password) => {
    expect(unmet(password, {})).toEqual(['validText']);
  });

  it('is the same composed and decomposed', () => {
    expect(canonicalPassword('e\u0301')).toBe(canonicalPassword('\u00e9'));
  });

  it('is checked in milliseconds, however long and odd', () => {
    const started = performance.now();
    for (const piece of ['a\u0301', family, 'ß', '\u0301', ' ']) {
      unmet(piece.repeat(20_000 / piece.length), {
        minLength: 64,
        requireUpper: true,
        requireDigit: true,
        blocklist: true,
      });
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
