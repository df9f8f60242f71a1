/**
 * POST /v1/effective-rights/batch with 1,000 subjects (3): subjects answered per second and core, the whole way through
 * HTTP, validation, resolution and answer, with the one query for the subjects apart and stated beside it.
 */
import { randomBytes } from 'node:crypto';
import { benchDatabase, users } from './support/database.mjs';
import { addBenchKey } from './support/key.mjs';
import { median, requireWrk, runPost } from './support/load.mjs';
import { saveResult } from './support/result.mjs';
import { startPinned, stopPinned } from './support/server.mjs';

requireWrk();
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const size = 1000;
const database = await benchDatabase();
const key = `foyer_${randomBytes(32).toString('base64url')}`;
await addBenchKey(database.url, key);
const env = { DATABASE_URL: database.url, FOYER_ENCRYPTION_KEY: database.encryptionKey };
const whole = await startPinned(
  ['dist/src/main.js'],
  { ...env, PORT: '3911' },
  'http://127.0.0.1:3911/readyz',
);
const apart = await startPinned(
  ['bench/support/batch-server.mjs'],
  { ...env, PORT: '3912' },
  'http://127.0.0.1:3912/readyz',
);

const subjects = Array.from({ length: size }, () => ({
  subject: `user${1 + Math.floor(Math.random() * users)}`,
  ip: `10.${Math.floor(Math.random() * 256)}.3.4`,
}));
const body = JSON.stringify({ subjects });
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
const path = '/v1/effective-rights/batch';
const variants = {
  withQuery: { url: 'http://127.0.0.1:3911', path, headers, body, pid: whole.pid },
  queryApart: { url: 'http://127.0.0.1:3912', path, headers, body, pid: apart.pid },
};
const measured = { withQuery: [], queryApart: [] };
for (const variant of Object.values(variants)) runPost({ ...variant, seconds: 2 });
for (let round = 0; round < rounds; round += 1) {
  for (const [name, variant] of Object.entries(variants))
    measured[name].push(runPost({ ...variant, seconds }));
}
await stopPinned(whole);
await stopPinned(apart);
await database.stop();

const cpu = (name) => median(measured[name].map((one) => one.cpuMicroseconds));
const ratios = {
  subjectsPerSecondAndCore: (size * 1e6) / cpu('queryApart'),
  subjectsPerSecondAndCoreWithQuery: (size * 1e6) / cpu('withQuery'),
  queryMicrosecondsPerBatch: cpu('withQuery') - cpu('queryApart'),
};
saveResult('batch', { users, size, rounds, seconds, measured, ratios });
console.log(
  `the query's share: ${(ratios.queryMicrosecondsPerBatch / 1000).toFixed(2)} ms CPU of the process a batch`,
);
console.log(`with the query: ${Math.round(ratios.subjectsPerSecondAndCoreWithQuery)} subjects/s and core`);
console.log(`subjects/s and core, query apart: ${Math.round(ratios.subjectsPerSecondAndCore)}`);
