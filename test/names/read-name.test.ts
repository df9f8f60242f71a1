import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCallString } from '../../src/core/call-string.js';
import { foldName, readName } from '../../src/names/index.js';

describe('rule 1.4: a name is what can be dialled by it', () => {
  it.each(['anna', '001', 'Help.Desk', 'Отдел_2', 'a'.repeat(64), '-', '...'])('%s', (text) =>
    expect(readName(text)).toBe(text),
  );

  it.each([
    '',
    ' anna',
    'anna ',
    '.',
    '..',
    '．',
    'a'.repeat(65),
    'ﬃ'.repeat(22),
    'a@b',
    '#sip:1',
    'ǃ',
    'a\0',
  ])('%j is none', (text) => expect(readName(text)).toBeNull());

  it('is written in NFC', () => expect(readName('jose\u0301')).toBe('josé'));

  it('law: whatever is a name is dialled as one, in any composition and in the form it is compared in', () => {
    let seen = 0;
    const text = fc.oneof(
      fc.stringMatching(/^[A-Za-zа-яА-ЯёЁéÉßﬁǆ0-9._-]{1,40}$/),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const name = readName(candidate);
        if (name === null) return;
        seen += 1;
        for (const same of [name, name.normalize('NFD'), foldName(name), `${name}@corp.example`]) {
          const call = parseCallString(same);
          const dialled = call?.kind === 'user' ? call.user : call?.kind === 'name' ? call.name : '';
          expect(foldName(dialled)).toBe(foldName(candidate));
        }
      }),
      { numRuns: 3_000 },
    );
    expect(seen).toBeGreaterThan(1_000);
  });
});
