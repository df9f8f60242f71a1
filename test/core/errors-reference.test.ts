import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorTable } from '../../src/core/errors.js';

/** In a process of its own, since prettier does not load inside jest's module loader. */
function errorsReference(): string {
  const program = `
    import { errorsReference } from './scripts/write-errors-reference.mjs';
    process.stdout.write(await errorsReference(JSON.parse(process.env.ERROR_TABLE)));
  `;
  const env = { ...process.env, NODE_OPTIONS: '', ERROR_TABLE: JSON.stringify(errorTable) };
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    env,
    encoding: 'utf8',
  });
}

test('docs/errors.md is what `npm run docs:errors` would write', () => {
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(errorsReference());
});
