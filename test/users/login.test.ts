import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/core/errors.js';
import { checkLogin, parseUserReference, scriptOf, skeleton } from '../../src/users/login.js';

const uuid = '01970000-0000-7000-8000-00000000000A';

const faultsOf = (login: string): string[] => {
  try {
    checkLogin(login);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('invalid-login');
    expect(error.errors.every(({ pointer }) => pointer === '/login')).toBe(true);
    return error.errors.map(({ detail }) => detail);
  }
};

describe('checkLogin accepts (rule 1.2)', () => {
  it.each([
    ...[
      'a',
      'alice',
      'Alice.Smith-2_x',
      '100',
      '-',
      '_',
      '...',
      '.a',
      'иван',
      'Ёжик',
      'їжак',
      'josé',
      'łukasz',
      'groß',
    ],
    ...[
      'ıo',
      'x'.repeat(64),
      'я'.repeat(64),
      'é'.normalize('NFD').repeat(64),
      uuid.slice(1),
      `${uuid}0`,
      '𝼀',
    ],
  ])('%s', (login) => expect(faultsOf(login)).toEqual([]));

  it('and returns NFC', () => {
    expect(checkLogin('jose\u0301')).toBe('josé');
    expect(checkLogin('й'.normalize('NFD'))).toBe('й');
  });
});

describe('checkLogin refuses (rule 1.2)', () => {
  it.each([
    ['nothing', '', '1 to 64'],
    ['65 characters', 'x'.repeat(65), '1 to 64'],
    ['a space', 'al ice', 'letters'],
    ['a leading space', ' alice', 'letters'],
    ['a trailing newline', 'alice\n', 'letters'],
    ['@', 'alice@corp', 'letters'],
    ['a slash', 'a/b', 'letters'],
    ['NUL', 'a\0', 'letters'],
    ['a lone surrogate', 'a\ud800', 'letters'],
    ['emoji', '😀', 'letters'],
    ['Greek', 'αλφα', 'letters'],
    ['the Greek question mark', 'a;', 'letters'],
    ['Arabic digits', '١٢', 'letters'],
    ['superscript digits', 'x²', 'letters'],
    ['a modifier letter', 'ʰi', 'letters'],
    ['a click that looks like !', 'ǃ', 'letters'],
    ['a Roman numeral sign', 'Ⅷ', 'letters'],
    ['a mark that does not compose', 'x\u0301', 'letters'],
    ['a zero-width joiner', 'a\u200db', 'letters'],
    ['a soft hyphen', 'a\u00adb', 'letters'],
    ['a letter that NFKC turns into a sign and a letter', 'ŉ', 'letters'],
    ['.', '.', 'neither'],
    ['..', '..', 'neither'],
    ['a UUID', uuid, 'UUID'],
    ['a UUID in fullwidth letters', '01970000-0000-7000-8000-00000000000ａ', 'UUID'],
    ['mixed scripts', 'аnna', 'one script'],
  ])('%s', (_, login, fault) => {
    expect(faultsOf(login)).toEqual([expect.stringContaining(fault)]);
  });

  it('and names every fault at once', () => {
    expect(faultsOf(`${'аn'.repeat(40)}!`)).toHaveLength(3);
  });
});

describe('scriptOf', () => {
  it.each([
    ['anna', 'latin'],
    ['josé-1', 'latin'],
    ['анна.1', 'cyrillic'],
    ['й'.normalize('NFD'), 'cyrillic'],
    ['100_-.', 'none'],
    ['', 'none'],
    ['аnnа', 'mixed'],
  ])('%s is %s', (login, script) => expect(scriptOf(login)).toBe(script));
});

describe('skeleton', () => {
  it('is equal for look-alikes in two scripts', () => {
    expect(skeleton('аnnа')).toBe(skeleton('anna'));
    expect(skeleton('сосо')).toBe(skeleton('Coco'));
    expect(skeleton('анна')).not.toBe(skeleton('anna'));
  });
});

describe('parseUserReference (rule 1.1)', () => {
  const parse = (text: string) => parseUserReference(text, 'Corp.example');

  it('takes a UUID', () => expect(parse(uuid)).toEqual({ kind: 'id', id: uuid.toLowerCase() }));
  it.each([
    ['Alice', 'alice'],
    ['Иван', 'иван'],
    ['аnnа', 'аnnа'],
    ['Alice@corp.example', 'alice'],
    ['alice@CORP.EXAMPLE', 'alice'],
    ['100', '100'],
  ])('takes %s for the login %s', (text, folded) => expect(parse(text)).toEqual({ kind: 'login', folded }));

  it.each([
    ['moore@guest.example', 'moore', 'guest.example'],
    ['Moore@Guest.example', 'Moore', 'guest.example'],
    ['moore@my_host', 'moore', 'my_host'],
    ['moore@192.0.2.1', 'moore', '192.0.2.1'],
    ['moore@[2001:DB8::1]', 'moore', '[2001:db8::1]'],
    ['moore@2001:db8::1', 'moore', '[2001:db8::1]'],
    ['a+b@guest.example', 'a+b', 'guest.example'],
    ['moore@corp.example.evil', 'moore', 'corp.example.evil'],
  ])('takes %s for a user elsewhere', (text, user, server) => {
    expect(parse(text)).toEqual({ kind: 'foreign', user, server });
  });

  it.each([
    ...[
      '',
      '@',
      '@corp.example',
      '@guest.example',
      'alice@',
      'a b',
      'a b@guest.example',
      'a@b@corp.example',
      'a@b@c',
      '..',
    ],
    ...[
      `${uuid}@corp.example`,
      '.@corp.example',
      'x'.repeat(65),
      'moore@guest example',
      'moore@.',
      'moore@a..b',
      'moore@[x]',
    ],
    ...[
      'a\0',
      'a\0@guest.example',
      'a@guest.example\0',
      `a@${'x'.repeat(64)}`,
      `a@${'x.'.repeat(130)}x`,
      'a@x:80',
      'a@[1.2.3.4]',
    ],
  ])('refuses %j', (text) => expect(parse(text)).toEqual({ kind: 'malformed' }));
});
