/** How instances come and go: nobody who was let in is cut off, and starting together does nothing twice. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  bootstrapKey,
  printedKey,
  sharedDatabase,
  startFoyer,
  type FoyerProcess,
} from '../support/foyer-process.js';
import { createHttpClient, type Answer, type HttpClient } from '../support/http-client.js';
import { testPostgres, withClient } from '../support/postgres.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let running: FoyerProcess[] = [];
let clients: HttpClient[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  clients.forEach((client) => client.close());
  await Promise.all(running.map((foyer) => foyer.signal('SIGKILL')));
  [running, clients] = [[], []];
  await database.drop();
});

async function start(env = sharedDatabase(database.url)): Promise<FoyerProcess> {
  const foyer = await startFoyer({ env });
  running.push(foyer);
  return foyer;
}

function clientOf(foyer: FoyerProcess): HttpClient {
  const client = createHttpClient(foyer.url, bootstrapKey);
  clients.push(client);
  return client;
}

describe('SIGTERM', () => {
  it('is answered by readyz at once, finishes what is in flight, and ends with 0 within 10 s', async () => {
    const foyer = await start();
    const client = clientOf(foyer);
    await client.ask('/v1/groups', { method: 'POST', body: { name: 'Sales' } });
    await client.ask('/v1/effective-rights?subject=anna');
    const { release, finished } = await requestThatWaits(client);
    const stopping = Date.now();
    const ending = foyer.signal('SIGTERM');
    await until('readyz says no', async () => (await client.ask('/readyz')).status === 503, 1000);
    const notReady = await client.ask('/readyz');
    expect(notReady.json).toMatchObject({ type: '/problems/shutting-down' });
    // So that clients go and find another instance: the long way and the shortcut.
    for (const path of ['/livez', '/v1/rights', '/v1/effective-rights?subject=anna']) {
      expect(await client.ask(path)).toMatchObject({ status: 200, headers: { connection: 'close' } });
    }
    await untilItStopsToListen(foyer);
    await release();
    expect((await finished).status).toBe(201);
    expect(await ending).toBe(0);
    expect(Date.now() - stopping).toBeLessThan(10_000);
  });

  it('does not wait for ever for a request that never finishes', async () => {
    const foyer = await start();
    const { release, finished } = await requestThatWaits(clientOf(foyer));
    finished.catch(() => undefined);
    const stopping = Date.now();
    expect(await foyer.signal('SIGTERM')).toBe(0);
    expect(Date.now() - stopping).toBeLessThan(10_000);
    await release();
  });

  it('loses no request of clients that keep their connections', async () => {
    const [leaving, staying] = [await start(), await start()];
    const loads = Array.from({ length: 4 }, () => askWhileReady(leaving, staying));
    await until('the load runs', () => loads.every(({ answers }) => answers.length > 20));
    const before = loads.map(({ answers }) => answers.length);
    expect(await leaving.signal('SIGTERM')).toBe(0);
    const all = await Promise.all(loads.map(({ stop }) => stop()));
    all.forEach((answers, at) => expect(answers.length).toBeGreaterThan(before[at]!));
    expect(new Set(all.flat().map(({ status }) => status))).toEqual(new Set([200]));
  });
});

/** A change that is let in and cannot finish before it is released: somebody else holds its table. */
async function requestThatWaits(client: HttpClient) {
  const holder = new pg.Client({ connectionString: database.url });
  // Dropping the database ends it, too.
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE groups IN SHARE ROW EXCLUSIVE MODE');
  const finished = client.ask('/v1/groups', { method: 'POST', body: { name: 'Support' } });
  await until('the request waits', async () => {
    const { rows } = await holder.query('SELECT FROM pg_locks WHERE NOT granted');
    return rows.length > 0;
  });
  return { finished, release: () => holder.end() };
}

async function untilItStopsToListen(foyer: FoyerProcess): Promise<void> {
  const refuses = async () => {
    const stranger = createHttpClient(foyer.url);
    const asked = stranger.ask('/livez').then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
    );
    return asked.finally(() => stranger.close());
  };
  await until('it stops to listen', refuses, 10_000);
}

/** As a client behind a balancer: asks the first until it is not ready, then the second. */
function askWhileReady(first: FoyerProcess, second: FoyerProcess) {
  const [leaving, staying] = [clientOf(first), clientOf(second)];
  const answers: Answer[] = [];
  let isOver = false;
  const isReady = async () => (await leaving.ask('/readyz').catch(() => null))?.status === 200;
  const asking = (async () => {
    let client = leaving;
    for (let count = 0; !isOver; count++) {
      if (client === leaving && count % 10 === 0 && !(await isReady())) client = staying;
      answers.push(await client.ask('/v1/effective-rights?subject=nobody'));
      await delay(5);
    }
  })();
  const stop = async () => {
    isOver = true;
    await asking;
    return answers;
  };
  return { answers, stop };
}

describe('two services that start at once on one empty database', () => {
  let empty: { url: string; drop(): Promise<void> };
  beforeEach(async () => {
    empty = await createEmptyDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.map((foyer) => foyer.signal('SIGKILL')));
    await empty.drop();
  });

  it('migrate once, and make one first API key and one signing key', async () => {
    const { FOYER_BOOTSTRAP_API_KEY: _, ...env } = sharedDatabase(empty.url);
    const both = await Promise.all([start(env), start(env)]);
    const count = async (sql: string) =>
      withClient(empty.url, async (client) =>
        Number((await client.query<{ count: string }>(sql)).rows[0]!.count),
      );
    expect(await count('SELECT count(*) FROM api_keys')).toBe(1);
    expect(await count('SELECT count(*) FROM signing_keys')).toBe(1);
    expect(await count("SELECT count(*) FROM audit_events WHERE action = 'api-key.created'")).toBe(1);
    expect(
      await count('SELECT count(*) - count(DISTINCT migration_name) AS count FROM _prisma_migrations'),
    ).toBe(0);
    const key = await Promise.race(both.map(printedKey));
    for (const foyer of both) {
      expect((await clientOf(foyer).ask('/v1/api-keys', { bearer: key })).status).toBe(200);
      await foyer.signal('SIGTERM');
    }
    const printed = both
      .map((foyer) => foyer.output())
      .join('')
      .match(/foyer_[\w-]{43}/g);
    expect(printed).toEqual([key]);
    const applied = both.flatMap((foyer) => foyer.output().match(/Applied the migration \w+/g) ?? []);
    expect(applied.length).toBe(await count('SELECT count(*) FROM _prisma_migrations'));
  });
});

async function createEmptyDatabase() {
  const { url } = await testPostgres();
  const name = `foyer_empty_${process.pid}_${Date.now()}`;
  await withClient(url, (client) => client.query(`CREATE DATABASE ${name}`));
  const own = new URL(url);
  own.pathname = `/${name}`;
  const drop = async () => {
    await withClient(url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { url: own.href, drop };
}
