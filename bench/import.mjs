/**
 * POST /v1/imports/users with 100,000 new users (8): from the first byte of the file to the end of the job, beside COPY of
 * the very same rows into the same table with its indexes. The import reads and checks a CSV file, keeps its rows, and
 * writes names and the audit log too; what COPY takes for the rows of all three tables is stated beside it, and what the
 * same file takes when everybody is there already. No passwords. Each run has a database of its own, all runs one server.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { startEmbeddedPostgres } from '../dist/src/db/embedded-postgres.js';
import { applyMigrations } from '../dist/src/db/migrations.js';
import { addBenchKey } from './support/key.mjs';
import { median } from './support/load.mjs';
import { saveResult } from './support/result.mjs';
import { cpuSeconds, loadCore, residentMb, startPinned, stopPinned } from './support/server.mjs';

const people = Number(process.env.BENCH_PEOPLE ?? 100_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const key = `foyer_${randomBytes(32).toString('base64url')}`;

const head =
  'login,displayName,email,firstName,lastName,company,department,jobTitle,mobilePhones,workPhones\n';
const line = (n) =>
  `person${n},First${n} Last${n % 9973},person${n}@corp.example,First${n},Last${n % 9973},Corp,Department ${n % 50},` +
  `Job ${n % 200},+49 170 ${n},+49 30 ${n % 5000}|+49 40 ${n % 7000}\n`;
const file = Buffer.from(head + Array.from({ length: people }, (_, n) => line(n)).join(''));

// PostgreSQL inherits it: the core of the server is the server's alone.
execFileSync('taskset', ['-cp', loadCore, String(process.pid)]);
const folder = resolve('.cache/bench-import');
await mkdir(folder, { recursive: true });
const settings = { shared_buffers: '512MB', max_wal_size: '4GB' };
const server = await startEmbeddedPostgres({ dataFolder: folder, log: () => undefined, settings });
let count = 0;

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(name) {
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}

/** Migrated and empty. */
async function freshDatabase() {
  const name = `bench_${process.pid}_${(count += 1)}`;
  await withClient(server.url, (client) => client.query(`CREATE DATABASE ${name}`));
  const migrations = resolve('prisma/migrations');
  await applyMigrations({ url: urlOf(name), folder: migrations, log: () => undefined });
  return name;
}

async function drop(name) {
  await withClient(server.url, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
}

const tables = ['users', 'names', 'audit_events'];

/** The rows that an import has left in a table, in the binary-safe text form of COPY. */
async function rowsOf(name, table) {
  return withClient(urlOf(name), async (client) => {
    const chunks = [];
    const where = table === 'audit_events' ? ` WHERE channel = 'import'` : '';
    for await (const chunk of client.query(copyTo(`COPY (SELECT * FROM ${table}${where}) TO STDOUT`)))
      chunks.push(chunk);
    return Buffer.concat(chunks);
  });
}

/** Seconds of one COPY in one transaction. */
async function copy(client, table, rows) {
  const started = performance.now();
  const stream = client.query(copyFrom(`COPY ${table} FROM STDIN`));
  stream.end(rows);
  await once(stream, 'finish');
  return (performance.now() - started) / 1000;
}

async function measureCopy(rowsByTable) {
  const name = await freshDatabase();
  const seconds = {};
  await withClient(urlOf(name), async (client) => {
    await client.query('CHECKPOINT');
    for (const table of tables) seconds[table] = await copy(client, table, rowsByTable[table]);
  });
  await drop(name);
  return seconds;
}

async function importOnce(url) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'text/csv' };
  const started = performance.now();
  const answer = await fetch(`${url}/v1/imports/users`, { method: 'POST', headers, body: file });
  let job = await answer.json();
  const read = (performance.now() - started) / 1000;
  while (job.finishedAt === null) {
    await delay(20);
    job = await (await fetch(`${url}/v1/jobs/${job.id}`, { headers })).json();
  }
  const seconds = (performance.now() - started) / 1000;
  if (job.state !== 'succeeded') throw new Error(JSON.stringify(job));
  return { seconds, read, result: job.result };
}

async function measureImport() {
  const name = await freshDatabase();
  const env = {
    PORT: '3931',
    DATABASE_URL: urlOf(name),
    FOYER_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  };
  const url = 'http://127.0.0.1:3931';
  const foyer = await startPinned(['dist/src/main.js'], env, `${url}/readyz`);
  await addBenchKey(urlOf(name), key);
  await withClient(urlOf(name), (client) => client.query('CHECKPOINT'));
  const [cpu, memory] = [cpuSeconds(foyer.pid), residentMb(foyer.pid)];
  const first = await importOnce(url);
  const used = { cpuSeconds: cpuSeconds(foyer.pid) - cpu, grownMb: residentMb(foyer.pid) - memory };
  if (first.result.create !== people) throw new Error(JSON.stringify(first.result));
  const again = await importOnce(url);
  if (again.result.unchanged !== people) throw new Error(JSON.stringify(again.result));
  await stopPinned(foyer);
  const figures = { seconds: first.seconds, readSeconds: first.read, againSeconds: again.seconds, ...used };
  return { name, figures };
}

const measured = { import: [], copy: [] };
for (let round = 0; round < rounds; round += 1) {
  const { name, figures } = await measureImport();
  const rowsByTable = {};
  for (const table of tables) rowsByTable[table] = await rowsOf(name, table);
  await drop(name);
  measured.import.push(figures);
  measured.copy.push(await measureCopy(rowsByTable));
  console.log(
    `round ${round + 1}: import ${figures.seconds.toFixed(2)} s, COPY ${measured.copy.at(-1).users.toFixed(2)} s`,
  );
}
await server.stop();

const of = (kind, figure) => median(measured[kind].map((one) => one[figure]));
const copyOfAll = median(measured.copy.map((one) => tables.reduce((sum, table) => sum + one[table], 0)));
const figures = {
  importSeconds: of('import', 'seconds'),
  readSeconds: of('import', 'readSeconds'),
  sameFileAgainSeconds: of('import', 'againSeconds'),
  serverCpuSeconds: of('import', 'cpuSeconds'),
  serverGrownMb: of('import', 'grownMb'),
  copyUsersSeconds: of('copy', 'users'),
  copyAllTablesSeconds: copyOfAll,
};
const ratios = {
  toCopyOfUsers: figures.importSeconds / figures.copyUsersSeconds,
  toCopyOfAllTables: figures.importSeconds / copyOfAll,
};
saveResult('import', { people, fileBytes: file.length, rounds, figures, ratios, measured });
console.log(
  `import: ${figures.importSeconds.toFixed(2)} s, of which ${figures.readSeconds.toFixed(2)} s until the file is read`,
);
console.log(`the same file again, nothing to change: ${figures.sameFileAgainSeconds.toFixed(2)} s`);
console.log(
  `server: ${figures.serverCpuSeconds.toFixed(2)} s CPU, grown by ${Math.round(figures.serverGrownMb)} MB`,
);
console.log(`import : COPY of users, names and audit log: ${ratios.toCopyOfAllTables.toFixed(2)}`);
console.log(`import : COPY of users: ${ratios.toCopyOfUsers.toFixed(2)}`);
