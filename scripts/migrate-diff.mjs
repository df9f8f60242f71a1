/** Compares the migrations with the schema: what SQL is missing to get from the one to the other. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withPostgres } from './throw-away-postgres.mjs';

const prisma = fileURLToPath(new URL('../node_modules/prisma/build/index.js', import.meta.url));
const SAME = 0;
const DIFFERENT = 2;

function run(url) {
  const args = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema'];
  const child = spawn(process.execPath, [prisma, ...args, '--script', '--exit-code'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let script = '';
  let messages = '';
  child.stdout.on('data', (chunk) => (script += chunk));
  child.stderr.on('data', (chunk) => (messages += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, script, messages }));
  });
}

/** @returns {Promise<string | null>} the SQL that is missing, or null when migrations and schema agree */
export async function missingMigration() {
  const { code, script, messages } = await withPostgres(run);
  if (code === SAME) return null;
  if (code === DIFFERENT) return script;
  throw new Error(`prisma migrate diff failed (${code}):\n${messages}${script}`);
}
