/**
 * GET /v1/effective-rights with bearer token, zone by address, security headers and access log, random subjects out
 * of a million users in PostgreSQL: beside a bare node:http that answers the same bytes (1), and with explanations (2).
 */
import { randomBytes } from 'node:crypto';
import { benchDatabase, users } from './support/database.mjs';
import { medians, requireWrk, run } from './support/load.mjs';
import { saveResult } from './support/result.mjs';
import { startPinned, stopPinned } from './support/server.mjs';

requireWrk();
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const database = await benchDatabase();
const key = `foyer_${randomBytes(32).toString('base64url')}`;
const { addBenchKey } = await import('./support/key.mjs');
await addBenchKey(database.url, key);
const foyer = await startPinned(
  ['dist/src/main.js'],
  {
    PORT: '3901',
    DATABASE_URL: database.url,
    FOYER_ENCRYPTION_KEY: database.encryptionKey,
    FOYER_PUBLIC_URL: 'http://127.0.0.1:3901',
  },
  'http://127.0.0.1:3901/readyz',
);

const paths = Array.from({ length: 20_000 }, () => {
  const subject = `user${1 + Math.floor(Math.random() * users)}`;
  const ip = `10.${Math.floor(Math.random() * 256)}.3.${Math.floor(Math.random() * 256)}`;
  return `/v1/effective-rights?subject=${subject}&ip=${ip}`;
});
const explained = paths.map((path) => `${path}&explain=true`);
const headers = { authorization: `Bearer ${key}` };
const sample = await fetch(`http://127.0.0.1:3901${paths[0]}`, { headers });
const body = await sample.text();
if (!sample.ok) throw new Error(body);
const sent = JSON.stringify(
  [...sample.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name)).flat(),
);
const bare = await startPinned(
  ['bench/support/bare-server.mjs'],
  { PORT: '3902', BODY: body, HEADERS: sent },
  'http://127.0.0.1:3902/',
);

const variants = {
  bare: { url: 'http://127.0.0.1:3902', paths, headers, pid: bare.pid },
  plain: { url: 'http://127.0.0.1:3901', paths, headers, pid: foyer.pid },
  longWay: {
    url: 'http://127.0.0.1:3901',
    paths,
    headers: { ...headers, 'If-None-Match': '"none"' },
    pid: foyer.pid,
  },
  explained: { url: 'http://127.0.0.1:3901', paths: explained, headers, pid: foyer.pid },
};
const measured = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
for (const variant of Object.values(variants)) run({ ...variant, seconds: 2 });
for (let round = 0; round < rounds; round += 1) {
  for (const [name, variant] of Object.entries(variants)) measured[name].push(run({ ...variant, seconds }));
}
await stopPinned(bare);
await stopPinned(foyer);
await database.stop();

const figures = Object.fromEntries(Object.entries(measured).map(([name, runs]) => [name, medians(runs)]));
console.table(figures);
const ratios = {
  throughputOfBare: figures.plain.requestsPerSecond / figures.bare.requestsPerSecond,
  cpuOfBare: figures.bare.cpuMicroseconds / figures.plain.cpuMicroseconds,
  longWayThroughputOfBare: figures.longWay.requestsPerSecond / figures.bare.requestsPerSecond,
  explainedCpu: figures.explained.cpuMicroseconds / figures.plain.cpuMicroseconds,
};
saveResult('effective-rights', { users, rounds, seconds, figures, ratios });
console.log(`with explanation / without, CPU: ${ratios.explainedCpu.toFixed(2)}`);
console.log(`through Express alone / bare node:http: ${ratios.longWayThroughputOfBare.toFixed(3)}`);
console.log(
  `effective rights / bare node:http: ${ratios.throughputOfBare.toFixed(3)} (by CPU ${ratios.cpuOfBare.toFixed(3)})`,
);
