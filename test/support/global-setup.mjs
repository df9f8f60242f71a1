/**
 * Names a folder for this run. The first test that wants a database makes it and starts a PostgreSQL in it (see postgres.ts), so
 * runs without one cost nothing; global-teardown.mjs takes both away, and so does the end of an interrupted run.
 */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeRunFolder } from './run-folder.js';

export default function setUp() {
  const folder = join(tmpdir(), `foyer-test-${randomUUID()}`);
  process.env.TEST_RUN_FOLDER = folder;
  process.once('exit', () => removeRunFolder(folder));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
