import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../../src/config/configuration.js';
import { keptEncryptionKey } from '../../src/config/encryption-key.js';

describe('the encryption key in the data folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'foyer-key-')), 'data');
  });

  afterEach(() => {
    rmSync(join(folder, '..'), { recursive: true });
  });

  test('is generated once and kept', () => {
    const key = keptEncryptionKey(folder);
    expect(key).toHaveLength(32);
    expect(keptEncryptionKey(folder)).toEqual(key);
    expect(readdirSync(folder)).toEqual(['encryption.key']);
  });

  test('is for its owner only', () => {
    keptEncryptionKey(folder);
    expect(statSync(join(folder, 'encryption.key')).mode & 0o777).toBe(0o600);
  });

  test('is never replaced: a damaged one stops the start, without being shown', () => {
    keptEncryptionKey(folder);
    writeFileSync(join(folder, 'encryption.key'), 'damaged');
    expect(() => keptEncryptionKey(folder)).toThrow(ConfigurationError);
    expect(() => keptEncryptionKey(folder)).not.toThrow('damaged');
    expect(readFileSync(join(folder, 'encryption.key'), 'utf8')).toBe('damaged');
  });
});
