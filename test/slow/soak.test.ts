/** Hours at half load leave nothing behind: memory, handles and connections stay where they were. */
import { expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { bootstrapKey, sharedDatabase, startFoyer, type FoyerProcess } from '../support/foyer-process.js';
import { createHttpClient, type HttpClient } from '../support/http-client.js';
import { startOwnPostgres } from '../support/own-postgres.js';
import { withClient } from '../support/postgres.js';
import { record } from '../support/record.js';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 60);
const samples = 60;
const users = 200;
const connections = 8;

interface Sample {
  seconds: number;
  residentMb: number;
  handles: number;
  databaseConnections: number;
  requests: number;
}

it(`stays flat for ${minutes} minutes`, async () => {
  const postgres = await startOwnPostgres({});
  const foyer = await startFoyer({ env: { ...sharedDatabase(postgres.url), LOG_LEVEL: 'warn' } });
  const client = createHttpClient(foyer.url, bootstrapKey);
  try {
    for (let at = 0; at < users; at++) await expectStatus(client, '/v1/users', 201, { login: `user${at}` });
    const fullRate = await measureFullRate(client);
    const load = startLoad(client, fullRate / 2);
    const series: Sample[] = [];
    const started = Date.now();
    for (let at = 1; at <= samples; at++) {
      await delay((minutes * 60_000) / samples);
      const seconds = Math.round((Date.now() - started) / 1000);
      series.push({ seconds, ...(await measure(foyer, postgres.url)), requests: load.count() });
    }
    await load.stop();
    record('soak', { minutes, requestsPerSecond: Math.round(fullRate / 2), series });
    expectFlat(series);
  } finally {
    client.close();
    await foyer.signal('SIGKILL');
    postgres.remove();
  }
});

/** The second quarter, when everything is warm, against the last. */
function expectFlat(series: readonly Sample[]): void {
  const quarter = (which: number) => series.slice((which * samples) / 4, ((which + 1) * samples) / 4);
  const middle = (which: number, of: (sample: Sample) => number) =>
    quarter(which)
      .map(of)
      .sort((a, b) => a - b)[Math.floor(samples / 8)]!;
  const growth = (of: (sample: Sample) => number) => middle(3, of) - middle(1, of);
  expect(growth(({ residentMb }) => residentMb)).toBeLessThan(20);
  expect(growth(({ handles }) => handles)).toBeLessThanOrEqual(4);
  expect(Math.max(...series.map(({ databaseConnections }) => databaseConnections))).toBeLessThanOrEqual(20);
}

async function measure({ child }: FoyerProcess, databaseUrl: string) {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  const residentMb = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024);
  const handles = (await readdir(`/proc/${child.pid}/fd`)).length;
  const { rows } = await withClient(databaseUrl, (one) =>
    one.query<{ count: string }>("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'foyer'"),
  );
  return { residentMb, handles, databaseConnections: Number(rows[0]!.count) };
}

async function expectStatus(client: HttpClient, path: string, status: number, body?: object): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST';
  const answer = await client.ask(path, { method, body });
  if (answer.status !== status) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
}

/** Mostly the question that is asked all the time, and some changes and lists. */
async function askOne(client: HttpClient, count: number): Promise<void> {
  const user = `user${count % users}`;
  if (count % 100 === 0)
    await expectStatus(client, '/v1/groups', 201, { name: `Group ${process.hrtime.bigint()}` });
  else if (count % 50 === 0) await expectStatus(client, '/v1/users?limit=20', 200);
  else await expectStatus(client, `/v1/effective-rights?subject=${user}&ip=127.0.0.1`, 200);
}

const warmUpMs = 10_000;

/** Requests a second when nobody pauses. */
async function measureFullRate(client: HttpClient): Promise<number> {
  const started = Date.now();
  let count = 0;
  const ask = async () => {
    while (Date.now() - started < warmUpMs) await askOne(client, ++count);
  };
  await Promise.all(Array.from({ length: connections }, ask));
  return count / (warmUpMs / 1000);
}

function startLoad(client: HttpClient, rate: number) {
  let [count, isOver] = [0, false];
  const started = Date.now();
  const ask = async () => {
    while (!isOver) {
      const ahead = count - ((Date.now() - started) / 1000) * rate;
      if (ahead > 0) await delay((ahead / rate) * 1000 + 1);
      else await askOne(client, ++count);
    }
  };
  const all = Promise.all(Array.from({ length: connections }, ask));
  all.catch(() => undefined);
  const stop = async () => {
    isOver = true;
    await all;
  };
  return { count: () => count, stop };
}
