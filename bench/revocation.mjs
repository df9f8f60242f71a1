/**
 * How soon another instance knows that a credential was taken back (11): two instances on one database, and the second
 * one asked. Counted from the answer of the first on, that it is done.
 *
 * - requests: a token that the second has remembered, whose session is signed out at the first;
 * - streams: of events at the second, with a key that is deleted at the first;
 * - streams, connections cut: the same, while every connection of the second to the database breaks;
 * - PostgreSQL gone: what both answer to remembered credentials from then on.
 */
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { resolve } from 'node:path';
import pg from 'pg';
import { newId } from '../dist/src/core/ids.js';
import { applyMigrations } from '../dist/src/db/migrations.js';
import { benchServer } from './support/database.mjs';
import { addBenchKey } from './support/key.mjs';
import { saveResult } from './support/result.mjs';
import { startPinned, stopPinned } from './support/server.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 300);
const database = await benchServer();
await applyMigrations({ url: database.url, folder: resolve('prisma/migrations'), log: () => undefined });
const key = `foyer_${randomBytes(32).toString('base64url')}`;
await addBenchKey(database.url, key);

const start = (port, name) =>
  startPinned(
    ['dist/src/main.js'],
    {
      PORT: String(port),
      DATABASE_URL: `${database.url}?application_name=${name}`,
      FOYER_ENCRYPTION_KEY: database.encryptionKey,
      FOYER_BOOTSTRAP_API_KEY: key,
      FOYER_PUBLIC_URL: 'http://foyer.bench',
      // One account signs in more often than people do.
      FOYER_ACCOUNT_SIGN_INS: '0/60',
      LOG_LEVEL: 'silent',
    },
    `http://127.0.0.1:${port}/readyz`,
  );
const [one, other] = [3931, 3932];
const instances = [await start(one, 'bench-one'), await start(other, 'bench-other')];

const ask = (port, path, bearer, body, method = body === undefined ? 'GET' : 'POST') =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
      ...(body === undefined || body === null ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined || body === null ? {} : { body: JSON.stringify(body) }),
  });

const login = `bench${Date.now()}`;
const password = 'nine herons cross the fjord';
await ask(one, '/v1/users', key, { login, password });
const signIn = async () => (await ask(one, '/v1/auth/sign-in', null, { login, password })).json();

/** In ms, how long the second still lets requests in; `late` counts those. */
async function requests() {
  const milliseconds = [];
  let late = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { accessToken } = await signIn();
    // Remembered there, so that a believed memory would be seen.
    for (let twice = 0; twice < 2; twice += 1) await ask(other, '/userinfo', accessToken);
    await ask(one, '/v1/auth/sign-out', accessToken, null);
    const ended = performance.now();
    while ((await ask(other, '/userinfo', accessToken)).status === 200) late += 1;
    milliseconds.push(performance.now() - ended);
  }
  return { ...figuresOf(milliseconds), answersAfterTheEnd: late };
}

const db = new pg.Client({ connectionString: database.url });
await db.connect();
const job = newId();
await db.query(
  `INSERT INTO jobs (id, kind, parameters, actor_kind, actor_id, actor_name, request_id)
   VALUES ($1, 'bench.untended', '{}', 'system', $1, 'bench', 'bench')`,
  [job],
);

/** A stream of events at the second, with a key of its own. */
async function openStream() {
  const body = { name: 'bench stream', scopes: ['jobs:read'] };
  const made = await (await ask(one, '/v1/api-keys', key, body)).json();
  const headers = { Authorization: `Bearer ${made.key}` };
  const path = `/v1/jobs/${job}/events`;
  const answer = await new Promise((open) => get({ port: other, path, headers, agent: false }, open));
  const ended = new Promise((end) => answer.once('close', () => end(performance.now())));
  await new Promise((first) => answer.once('data', first));
  return { id: made.id, ended };
}

const cutConnections = () =>
  db.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bench-other'`);

/** In ms, how long the streams last; ten are opened at a time, and cut one after the other. */
async function streams(meanwhile) {
  const milliseconds = [];
  while (milliseconds.length < rounds) {
    const opened = await Promise.all(Array.from({ length: 10 }, openStream));
    for (const { id, ended } of opened) {
      await ask(one, `/v1/api-keys/${id}`, key, undefined, 'DELETE');
      const taken = performance.now();
      await meanwhile();
      milliseconds.push((await ended) - taken);
    }
  }
  return figuresOf(milliseconds);
}

/** In ms, how long both take to say that they don't know; `yes` counts those that said they did. */
async function databaseGone() {
  const { accessToken } = await signIn();
  const asking = [one, other].flatMap((port) => [
    () => ask(port, '/userinfo', accessToken),
    () => ask(port, `/v1/effective-rights?subject=${login}`, key),
  ]);
  for (const question of [...asking, ...asking]) await question();
  await db.end();
  await database.stop();
  const milliseconds = [];
  const statuses = new Set();
  for (let round = 0; round < rounds; round += 1) {
    for (const question of asking) {
      const asked = performance.now();
      statuses.add((await question()).status);
      milliseconds.push(performance.now() - asked);
    }
  }
  return { ...figuresOf(milliseconds), statuses: [...statuses] };
}

function figuresOf(milliseconds) {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return { p50: at(0.5), p99: at(0.99), maximum: sorted.at(-1) };
}

const figures = {
  requests: await requests(),
  streams: await streams(() => Promise.resolve()),
  streamsWithConnectionsCut: await streams(cutConnections),
  databaseGone: await databaseGone(),
};
for (const instance of instances) await stopPinned(instance);
saveResult('revocation', { rounds, figures });

const say = ({ p50, p99, maximum }) =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, at most ${maximum.toFixed(1)} ms`;
console.log(
  `refused by the other instance: ${say(figures.requests)}, of which the refusal itself is all; ` +
    `${figures.requests.answersAfterTheEnd} answers after the end`,
);
console.log(`streams of the other instance cut: ${say(figures.streams)}`);
console.log(`the same while its connections to PostgreSQL break: ${say(figures.streamsWithConnectionsCut)}`);
console.log(
  `PostgreSQL gone: ${say(figures.databaseGone)}, every answer ${figures.databaseGone.statuses.join(' or ')}`,
);
