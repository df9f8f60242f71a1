import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '@node-rs/argon2';
import { PasswordHasher } from '../../src/passwords/hashing.js';

describe('hashing', () => {
  const hasher = new PasswordHasher();

  it('is Argon2id with 19 MiB, two passes, one lane, and salt of its own for every password', async () => {
    const [one, other] = [await hasher.hash('nine herons'), await hasher.hash('nine herons')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(parseOptions(one)).toMatchObject({ saltLen: 16, outputLen: 32 });
    expect(one).not.toBe(other);
  });

  it('tells the right password from every other', async () => {
    const hash = await hasher.hash('nine herons');
    expect(await hasher.verify(hash, 'nine herons')).toBe('right');
    for (const wrong of ['nine heron', 'Nine herons', 'nine herons ', '']) {
      expect(await hasher.verify(hash, wrong)).toBe('wrong');
    }
  });

  it('rule 9.1: cuts nothing off: passwords that differ at the end differ', async () => {
    const long = 'x'.repeat(4095);
    const hash = await hasher.hashPatiently(`${long}a`);
    expect(await hasher.verify(hash, `${long}b`)).toBe('wrong');
    expect(await hasher.verify(hash, `${long}a`)).toBe('right');
  });

  it('takes composed and decomposed letters for the same', async () => {
    const hash = await hasher.hash('caf\u00e9 at noon');
    expect(await hasher.verify(hash, 'cafe\u0301 at noon')).toBe('right');
  });

  it('rejects a hash that it cannot read: that is no verdict', async () => {
    await expect(hasher.verify('$argon2id$garbage', 'x')).rejects.toThrow();
    await expect(hasher.verify('', '')).rejects.toThrow();
  });

  it('turns away what it cannot do soon: 503 for a hash, no verdict for a comparison', async () => {
    const small = new PasswordHasher({ concurrency: 1, waiting: 1 });
    const hash = await small.hash('nine herons');
    const accepted = [small.hash('a'), small.hash('b')];
    await expect(small.hash('c')).rejects.toMatchObject({ code: 'overloaded', status: 503 });
    expect(await small.verify(hash, 'nine herons')).toBe('none');
    await Promise.all(accepted);
    expect(await small.verify(hash, 'nine herons')).toBe('right');
  });
});
