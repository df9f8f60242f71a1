/** The PostgreSQL of a test run: TEST_DATABASE_URL, or an embedded one that the first test starts. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.js';
import { applyMigrations } from '../../src/db/migrations.js';

export interface TestPostgres {
  /** Of a database in which other databases are made; the role may do that. */
  readonly url: string;
  /** Name of a database with all migrations applied, which nobody is connected to. */
  readonly template: string;
}

const migrations = resolve('prisma/migrations');
/** One builder of templates at a time; any number that nobody else locks. */
const templateLock = 4611686;

/** Jest gives each test file a fresh module, so what was found out stands in a file of the run's folder. */
export async function testPostgres(): Promise<TestPostgres> {
  const note = join(runFolder(), 'postgres.json');
  const noted = await readFile(note, 'utf8').catch(() => null);
  if (noted !== null) return JSON.parse(noted) as TestPostgres;
  await mkdir(runFolder(), { recursive: true });
  const url = await serverUrl();
  const found: TestPostgres = { url, template: await ensureTemplate(url) };
  const draft = `${note}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(found));
  await rename(draft, note);
  return found;
}

function runFolder(): string {
  const folder = process.env.TEST_RUN_FOLDER;
  if (folder === undefined) throw new Error('test/support/global-setup.mjs has not run: see jest.config.js.');
  return folder;
}

async function serverUrl(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined) return given;
  const { url } = await startEmbeddedPostgres({
    dataFolder: runFolder(),
    log: () => undefined,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
    isWatched: false,
  });
  return url;
}

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Named after the migrations it holds: on a server that outlives the run it is made once, and never stale. */
async function ensureTemplate(url: string): Promise<string> {
  const template = `foyer_template_${await fingerprint()}`;
  await withClient(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount !== 0) return;
    const draft = `${template}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft}`);
    await client.query(`CREATE DATABASE ${draft}`);
    await applyMigrations({ url: databaseUrl(url, draft), folder: migrations, log: () => undefined });
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  });
  return template;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await readdir(migrations, { recursive: true })).sort()) {
    if (path.endsWith('.sql')) hash.update(path).update(await readFile(join(migrations, path)));
  }
  return hash.digest('hex').slice(0, 16);
}
