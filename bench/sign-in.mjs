/**
 * Password sign-ins (5): steady, beside bare Argon2id verifications of the same cost with as many at a time as the
 * service hashes; and in a storm, what becomes of a cheap request and how fast the rest is told to come back.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { hash, verify } from '@node-rs/argon2';
import { applyMigrations } from '../dist/src/db/migrations.js';
import { benchServer } from './support/database.mjs';
import { addBenchKey } from './support/key.mjs';
import { median } from './support/load.mjs';
import { createClient } from './support/sign-in-client.mjs';
import { saveResult } from './support/result.mjs';
import { stopPinned } from './support/server.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
/** So many that nobody signs in more often than accounts may. */
const people = 400;
const password = 'nine herons cross the fjord';
/** As src/passwords/hashing.ts has it. */
const atATime = Math.max(1, Math.min(availableParallelism() - 1, 3));

// Whoever hashes needs a core, and the rest of the service another: nothing is pinned.
const database = await benchServer({ isPinned: false });
await applyMigrations({ url: database.url, folder: resolve('prisma/migrations'), log: () => undefined });
const key = `foyer_${randomBytes(32).toString('base64url')}`;
await addBenchKey(database.url, key);
const base = 'http://127.0.0.1:3941';
const foyer = spawn(process.execPath, ['dist/src/main.js'], {
  env: {
    ...process.env,
    NODE_ENV: 'production',
    PORT: '3941',
    DATABASE_URL: database.url,
    FOYER_ENCRYPTION_KEY: database.encryptionKey,
    FOYER_BOOTSTRAP_API_KEY: key,
    LOG_LEVEL: 'silent',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
while (
  !(await fetch(`${base}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  ))
)
  await delay(50);

const post = (path, body, bearer) =>
  fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(bearer && { Authorization: `Bearer ${bearer}` }) },
    body: JSON.stringify(body),
  });
const mark = Date.now();
const logins = Array.from({ length: people }, (_, at) => `bench${mark}-${at}`);
for (const login of logins) await post('/v1/users', { login, password }, key);

/** How often the work gets done in a second, so many at a time. */
async function rate(concurrency, work) {
  const started = performance.now();
  const end = started + seconds * 1000;
  let count = 0;
  const worker = async () => {
    while (performance.now() < end) if (await work()) count += 1;
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (count * 1000) / (performance.now() - started);
}

const url = `${base}/v1/auth/sign-in`;
const bodies = logins.map((login) => JSON.stringify({ login, password }));
const client = createClient(url);
let turn = 0;
const signIn = async () => {
  const { statusCode } = await client.post(bodies[(turn += 1) % people]);
  return statusCode === 200;
};
const known = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 });

const bare = [];
const steady = [];
for (let round = 0; round < rounds; round += 1) {
  bare.push(await rate(atATime, () => verify(known, password)));
  steady.push(await rate(8, signIn));
}

/** A cheap request now and then while a storm lasts. */
async function storm(isPatient) {
  const workerData = { url, bodies, people: 400, seconds, isPatient };
  const worker = new Worker(new URL('support/storm.mjs', import.meta.url), { workerData });
  const over = once(worker, 'message');
  const cheap = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const started = performance.now();
    await (await fetch(`${base}/v1/rights`, { headers: { Authorization: `Bearer ${key}` } })).arrayBuffer();
    cheap.push(performance.now() - started);
    await delay(5);
  }
  const [{ letIn, refusedAfter }] = await over;
  return {
    cheapP50: quantile(cheap, 0.5),
    cheapP99: quantile(cheap, 0.99),
    refused: refusedAfter.length,
    refusedP50: quantile(refusedAfter, 0.5),
    letInPerSecond: letIn / seconds,
  };
}

const quantile = (times, part) => [...times].sort((a, b) => a - b)[Math.floor(times.length * part)] ?? null;
const storms = { patient: await storm(true), impatient: await storm(false) };
client.close();
await stopPinned(foyer);
await database.stop();

const figures = {
  ratio: median(steady) / median(bare),
  signInsPerSecond: median(steady),
  bareVerificationsPerSecond: median(bare),
  storms,
};
saveResult('sign-in', { rounds, seconds, atATime, figures, bare, steady });
for (const [people, { cheapP50, cheapP99, refused, refusedP50 }] of Object.entries(storms)) {
  console.log(
    `storm of 400 ${people} people: cheap request p50 ${cheapP50.toFixed(1)} ms, p99 ${cheapP99.toFixed(1)} ms; ` +
      `${refused} told to come back, after ${refusedP50.toFixed(1)} ms`,
  );
}
console.log(
  `password sign-ins / bare verifications: ${figures.ratio.toFixed(2)} ` +
    `(${figures.signInsPerSecond.toFixed(0)} / ${figures.bareVerificationsPerSecond.toFixed(0)} per second)`,
);
