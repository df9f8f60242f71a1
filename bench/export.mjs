/**
 * `GET /v1/exports/users` of a million users, safe from formulas (7), beside `psql \copy` of the same columns without any
 * guard: wall time, time to the first byte, and how much the service grows meanwhile.
 */
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { exportColumns } from '../dist/src/exports/export-columns.js';
import { addBenchKey } from './support/key.mjs';
import { median } from './support/load.mjs';
import { people, peopleDatabase } from './support/people.mjs';
import { saveResult } from './support/result.mjs';
import { cpuSeconds, residentMb, serverCore, startPinned, stopPinned } from './support/server.mjs';

for (const program of ['psql', 'curl']) {
  if (spawnSync(program, ['--version']).error === undefined) continue;
  console.error(`This benchmark needs ${program}: apt-get install postgresql-client curl`);
  process.exit(1);
}
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const database = await peopleDatabase();
const key = `foyer_${randomBytes(32).toString('base64url')}`;
await addBenchKey(database.url, key);
const url = 'http://127.0.0.1:3982';
const env = { PORT: '3982', DATABASE_URL: database.url, FOYER_ENCRYPTION_KEY: database.encryptionKey };
const foyer = await startPinned(['dist/src/main.js'], env, `${url}/readyz`);

/** On the core of the server, as the service is: the database has the other one. */
async function run(program, ...parameters) {
  const { stdout } = await promisify(execFile)('taskset', ['-c', serverCore, program, ...parameters]);
  return stdout;
}

async function psql() {
  const columns = exportColumns("'localhost'").map(({ name, value }) => `${value} AS "${name}"`);
  const copy = `\\copy (SELECT ${columns.join(', ')} FROM users) TO /dev/null WITH (FORMAT csv, HEADER, DELIMITER ';')`;
  const started = performance.now();
  await run('psql', '--no-psqlrc', '--quiet', database.url, '--command', copy);
  return { seconds: (performance.now() - started) / 1000 };
}

async function download() {
  const before = residentMb(foyer.pid);
  const cpuBefore = cpuSeconds(foyer.pid);
  let peak = before;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, residentMb(foyer.pid));
      await delay(50);
    }
  })();
  const format = '%{time_starttransfer} %{time_total} %{size_download} %{http_code}';
  const parameters = ['--silent', '--fail', '--output', '/dev/null', '--write-out', format];
  const output = await run(
    'curl',
    ...parameters,
    '--header',
    `Authorization: Bearer ${key}`,
    `${url}/v1/exports/users`,
  );
  isOver = true;
  await watching;
  const [firstByte, seconds, bytes] = output.split(' ').map(Number);
  return {
    seconds,
    firstByteMilliseconds: firstByte * 1000,
    megabytes: bytes / 1e6,
    growthMb: peak - before,
    cpuSeconds: cpuSeconds(foyer.pid) - cpuBefore,
  };
}

await psql();
const warmUp = await download();
const measured = { psql: [], foyer: [] };
for (let round = 0; round < rounds; round += 1) {
  measured.psql.push(await psql());
  measured.foyer.push(await download());
}
await stopPinned(foyer);
await database.stop();

const of = (way, figure) => median(measured[way].map((one) => one[figure]));
const figures = {
  psqlSeconds: of('psql', 'seconds'),
  foyerSeconds: of('foyer', 'seconds'),
  firstByteMilliseconds: of('foyer', 'firstByteMilliseconds'),
  /** The first export of a process: its memory is not there yet. */
  growthMb: warmUp.growthMb,
  laterGrowthMb: of('foyer', 'growthMb'),
  megabytes: of('foyer', 'megabytes'),
  cpuSeconds: of('foyer', 'cpuSeconds'),
};
const ratio = figures.foyerSeconds / figures.psqlSeconds;
saveResult('export', { people, rounds, figures, ratio, measured });
console.log(
  `${figures.megabytes.toFixed(0)} MB: psql ${figures.psqlSeconds.toFixed(2)} s, Foyer ${figures.foyerSeconds.toFixed(2)} s`,
);
console.log(
  `first byte ${figures.firstByteMilliseconds.toFixed(0)} ms, ${figures.growthMb.toFixed(0)} MB growth`,
);
console.log(`Foyer / psql: ${ratio.toFixed(2)}`);
