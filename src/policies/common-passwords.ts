/**
 * The passwords that everybody tries first (rule 9.1; docs/decisions/0013-passwords.md says where they come from).
 * Read when the first password is checked, since most of the time none is: 49,000 of them take 4 MB.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type CommonPasswords = ReadonlySet<string>;

let reading: Promise<CommonPasswords> | undefined;

/** The list, in lower case. */
export async function readCommonPasswords(): Promise<CommonPasswords> {
  reading ??= readList().catch((error: unknown) => {
    reading = undefined;
    throw error;
  });
  return reading;
}

async function readList(): Promise<CommonPasswords> {
  const manifest = createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common/package.json');
  const text = await readFile(join(dirname(manifest), 'src/passwords.json'), 'utf8');
  return new Set(JSON.parse(text) as string[]);
}
