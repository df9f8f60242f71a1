/** How instances come and go: nobody who was let in is cut off, and starting together does nothing twice. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { applyMigrations } from '../../src/db/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  bootstrapKey,
  printedKey,
  sharedDatabase,
  startFoyer,
  type FoyerProcess,
} from '../support/foyer-process.js';
import { createHttpClient, type Answer, type HttpClient } from '../support/http-client.js';
import { databaseUrl, testPostgres, withClient } from '../support/postgres.js';
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
  const release = await hold(database.url, 'groups');
  const finished = client.ask('/v1/groups', { method: 'POST', body: { name: 'Support' } });
  await until('the request waits', () =>
    withClient(database.url, async (one) => {
      const { rowCount } = await one.query('SELECT FROM pg_locks WHERE NOT granted');
      return rowCount !== 0;
    }),
  );
  return { finished, release };
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

describe('two services that start at once', () => {
  /** Both have come to the table that is held, or wait for each other on the way to it. */
  const untilBothWait = (url: string) =>
    until('both wait', () =>
      withClient(url, async (client) => {
        const { rowCount } = await client.query('SELECT DISTINCT pid FROM pg_locks WHERE NOT granted');
        return rowCount === 2;
      }),
    );
  const countOf = (url: string, sql: string) =>
    withClient(url, async (client) => Number((await client.query<{ count: string }>(sql)).rows[0]!.count));

  it('migrate an empty database once', async () => {
    const empty = await createEmptyDatabase();
    await createHistory(empty.url);
    const release = await hold(empty.url, '_prisma_migrations');
    const starting = [start(sharedDatabase(empty.url)), start(sharedDatabase(empty.url))];
    await untilBothWait(empty.url);
    await release();
    const both = await Promise.all(starting);
    await Promise.all(both.map((foyer) => foyer.signal('SIGTERM')));
    const applied = both.flatMap((foyer) => foyer.output().match(/Applied the migration \w+/g) ?? []);
    expect(applied.length).toBe(await countOf(empty.url, 'SELECT count(*) FROM _prisma_migrations'));
    expect(new Set(applied).size).toBe(applied.length);
    expect(applied.length).toBeGreaterThan(1);
    await empty.drop();
  });

  it('make one signing key and one first API key, and print it once', async () => {
    const { FOYER_BOOTSTRAP_API_KEY: _, ...env } = sharedDatabase(database.url);
    const releaseSigningKeys = await hold(database.url, 'signing_keys');
    const releaseApiKeys = await hold(database.url, 'api_keys');
    const starting = [start(env), start(env)];
    await untilBothWait(database.url);
    await releaseSigningKeys();
    await untilBothWait(database.url);
    await releaseApiKeys();
    const both = await Promise.all(starting);
    const key = await printedKey(...both);
    expect(await countOf(database.url, 'SELECT count(*) FROM signing_keys')).toBe(1);
    expect(await countOf(database.url, 'SELECT count(*) FROM api_keys')).toBe(1);
    for (const foyer of both) {
      expect((await clientOf(foyer).ask('/v1/api-keys', { bearer: key })).status).toBe(200);
    }
    await Promise.all(both.map((foyer) => foyer.signal('SIGTERM')));
    const printed = both.map((foyer) => foyer.output()).join('');
    expect(printed.match(/foyer_[\w-]{43}/g)).toEqual([key]);
  });
});

/** Keeps everybody else from writing to a table; gives its release. */
async function hold(url: string, table: string): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: url });
  // Dropping the database ends it, too.
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query(`BEGIN; LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  return () => holder.end();
}

/** The table of migrations, with none in it. */
async function createHistory(url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-no-migrations-'));
  await applyMigrations({ url, folder, log: () => undefined });
  await rmdir(folder);
}

async function createEmptyDatabase() {
  const { url } = await testPostgres();
  const name = `foyer_empty_${process.pid}_${Date.now()}`;
  await withClient(url, (client) => client.query(`CREATE DATABASE ${name}`));
  const drop = async () => {
    await withClient(url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { url: databaseUrl(url, name), drop };
}
