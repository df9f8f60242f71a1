/**
 * How soon another instance refuses a token whose session was ended (11): two instances on one database, the token
 * remembered by the second, signed out at the first. Counted from the answer of the first on.
 */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
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

const start = (port) =>
  startPinned(
    ['dist/src/main.js'],
    {
      PORT: String(port),
      DATABASE_URL: database.url,
      FOYER_ENCRYPTION_KEY: database.encryptionKey,
      FOYER_BOOTSTRAP_API_KEY: key,
      LOG_LEVEL: 'silent',
    },
    `http://127.0.0.1:${port}/readyz`,
  );
const [first, second] = [await start(3931), await start(3932)];

const ask = (port, path, bearer, body) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
      ...(body === undefined || body === null ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined || body === null ? {} : { body: JSON.stringify(body) }),
  });

const login = `bench${Date.now()}`;
const password = 'nine herons cross the fjord';
await ask(3931, '/v1/users', key, { login, password });

const milliseconds = [];
let late = 0;
for (let round = 0; round < rounds; round += 1) {
  const { accessToken } = await (await ask(3931, '/v1/auth/sign-in', null, { login, password })).json();
  // Remembered there, so that a believed memory would be seen.
  for (let twice = 0; twice < 2; twice += 1) await ask(3932, '/userinfo', accessToken);
  await ask(3931, '/v1/auth/sign-out', accessToken, null);
  const ended = performance.now();
  while ((await ask(3932, '/userinfo', accessToken)).status === 200) late += 1;
  milliseconds.push(performance.now() - ended);
}
await stopPinned(first);
await stopPinned(second);
await database.stop();

milliseconds.sort((one, other) => one - other);
const at = (part) => milliseconds[Math.min(rounds - 1, Math.floor(rounds * part))];
const figures = { p50: at(0.5), p99: at(0.99), maximum: milliseconds.at(-1), answersAfterTheEnd: late };
saveResult('revocation', { rounds, figures });
console.log(
  `refused by the other instance: p50 ${figures.p50.toFixed(1)} ms, p99 ${figures.p99.toFixed(1)} ms, ` +
    `at most ${figures.maximum.toFixed(1)} ms, of which the refusal itself is all; ${late} answers after the end`,
);
