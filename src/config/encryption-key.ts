/** The encryption key that is kept beside the embedded database (rule 14). */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from './configuration.js';
import { encryptionKey as kind } from './values.js';

/**
 * The 32 bytes in `encryption.key` of the data folder, generated there at the first call (mode 0600).
 * @throws ConfigurationError when the file is there and is not a key: a new one would lose every stored secret.
 */
export function keptEncryptionKey(dataFolder: string): Buffer {
  const path = join(dataFolder, 'encryption.key');
  mkdirSync(dataFolder, { recursive: true });
  createOnce(path, `${randomBytes(32).toString('base64')}\n`);
  const key = kind.read(readFileSync(path, 'utf8').trimEnd());
  if (key === undefined) {
    throw new ConfigurationError([`${path} must hold ${kind.takes}: put the key back from your backup.`]);
  }
  return key;
}

/** A link appears whole or not at all, and one of several creators wins; the others then read what it wrote. */
function createOnce(path: string, content: string): void {
  if (existsSync(path)) return;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
