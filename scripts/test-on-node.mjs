/**
 * Runs the tests on another version of Node: npm run test:node -- 24 [jest options]. The version comes from the
 * package registry and is put on the PATH, so that what the tests start runs on it too. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const [version, ...options] = process.argv.slice(2);
if (!/^\d+(\.\d+){0,2}$/.test(version ?? '')) {
  console.error('Usage: npm run test:node -- <version of Node> [jest options]');
  process.exit(2);
}

// In the project's own cache, since some tests run node as another account, which cannot read root's home.
const cache = resolve('.cache/npm');
// npm looks for programs of the project first, and `node` is none of them.
const command = ['node --version && node node_modules/jest/bin/jest.js', ...options].join(' ');
const { status } = spawnSync(
  'npx',
  ['--yes', '--cache', cache, '--package', `node@${version}`, '--call', command],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
