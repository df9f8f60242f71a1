/** The service as it comes: on its embedded database, started by an operator who may make mistakes. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  bootstrapKey,
  freePort,
  launchFoyer,
  printedKey,
  sharedDatabase,
  startFoyer,
  type FoyerProcess,
} from '../support/foyer-process.js';
import { createHttpClient } from '../support/http-client.js';
import { removeRunFolder } from '../support/run-folder.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

const isRoot = process.getuid?.() === 0;
/** The account `nobody` of Linux. */
const ordinaryUid = 65534;

let dataFolder: string;
let running: FoyerProcess[] = [];

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'foyer-start-'));
});
afterEach(async () => {
  await Promise.all(running.map((foyer) => foyer.signal('SIGKILL')));
  running = [];
  removeRunFolder(dataFolder);
});

async function start(env: Record<string, string> = {}, uid?: number): Promise<FoyerProcess> {
  const foyer = await startFoyer({ env: { FOYER_DATA_DIR: dataFolder, ...env }, uid });
  running.push(foyer);
  return foyer;
}

/** One that is not meant to start: what it says in the end, and its exit code. */
async function refusal(env: Record<string, string>): Promise<{ code: unknown; output: string }> {
  const foyer = await launchFoyer({ env: { FOYER_DATA_DIR: dataFolder, ...env } });
  running.push(foyer);
  return { code: await foyer.ended, output: foyer.output() };
}

async function ask(foyer: FoyerProcess, key: string, path: string, method = 'GET', body?: unknown) {
  const client = createHttpClient(foyer.url, key);
  const answer = await client.ask(path, { method, body }).finally(() => client.close());
  return { status: answer.status, body: answer.json };
}

const createUser = (foyer: FoyerProcess, key: string, login: string) =>
  ask(foyer, key, '/v1/users', 'POST', { login });

describe('on the embedded database', () => {
  const accounts: [string, number | undefined][] = [['the account that runs the tests', undefined]];
  if (isRoot) accounts.push(['an ordinary account', ordinaryUid]);
  else console.log('Not root: the start as root is not tried.');

  it.each(accounts)('prints its key once and keeps what it acknowledged, run by %s', async (_, uid) => {
    if (uid !== undefined) await chown(dataFolder, uid, uid);
    const first = await start({}, uid);
    const key = await printedKey(first);
    expect(await createUser(first, key, 'anna')).toMatchObject({ status: 201 });
    expect(await first.signal('SIGTERM')).toBe(0);

    const second = await start({}, uid);
    expect(await ask(second, key, '/v1/users/anna')).toMatchObject({ status: 200, body: { login: 'anna' } });
    expect(await createUser(second, key, 'bert')).toMatchObject({ status: 201 });
    await second.signal('SIGKILL');

    const third = await start({}, uid);
    for (const login of ['anna', 'bert']) {
      expect(await ask(third, key, `/v1/users/${login}`)).toMatchObject({ status: 200, body: { login } });
    }
    expect(await third.signal('SIGTERM')).toBe(0);
    expect(first.output().split(key)).toHaveLength(2);
    expect(second.output() + third.output()).not.toMatch(/foyer_[\w-]{43}/);
  });
});

describe('on a database of its own', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it('takes FOYER_BOOTSTRAP_API_KEY, and prints it nowhere', async () => {
    const foyer = await start(sharedDatabase(database.url));
    expect(await ask(foyer, bootstrapKey, '/v1/api-keys')).toMatchObject({
      status: 200,
      body: { items: [{ name: 'bootstrap' }] },
    });
    await foyer.signal('SIGTERM');
    expect(foyer.output()).toContain('ready');
    expect(foyer.output()).not.toContain(bootstrapKey);
  });

  it('refuses another encryption key than the first', async () => {
    const env = sharedDatabase(database.url);
    await (await start(env)).signal('SIGKILL');
    const another = { ...env, FOYER_ENCRYPTION_KEY: randomBytes(32).toString('base64') };
    const { code, output } = await refusal(another);
    expect(code).toBe(1);
    expect(output).toContain('The encryption key is not the one of this database. Put back the key');
    expect(output).not.toContain('    at ');
  });

  it('names a port that is taken, and does not spend the first key on it', async () => {
    const { FOYER_BOOTSTRAP_API_KEY: _, ...env } = sharedDatabase(database.url);
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((listening) => other.listen(port, '127.0.0.1', listening));
    const { code, output } = await refusal({ ...env, PORT: String(port) });
    expect(code).toBe(1);
    expect(output).toContain(`It cannot listen on port ${port} of 127.0.0.1. Another program listens there`);
    expect(output).not.toContain('    at ');
    await new Promise((closed) => other.close(closed));
    const key = await printedKey(await start({ ...env, PORT: String(port) }));
    expect(key).toMatch(/^foyer_/);
  });

  it('waits for a database that is still on its way', async () => {
    const place = new URL(database.url);
    const port = await freePort();
    const late = new URL(database.url);
    late.port = String(port);
    const foyer = await launchFoyer({ env: sharedDatabase(late.href) });
    running.push(foyer);
    await until('it says what it waits for', () => foyer.output().includes('Waiting for the database at'));
    expect(foyer.output()).toContain(`127.0.0.1:${port}`);
    expect(foyer.output()).not.toContain(place.password);
    const tunnel = openTunnel(port, Number(place.port));
    const client = createHttpClient(foyer.url);
    await until('it is ready', async () => (await client.ask('/readyz')).status === 200);
    client.close();
    await foyer.signal('SIGKILL');
    tunnel.close();
  });

  it('says at once that the database refuses it', async () => {
    const wrong = new URL(database.url);
    wrong.pathname = '/nowhere';
    const { code, output } = await refusal(sharedDatabase(wrong.href));
    expect(code).toBe(1);
    expect(output).toMatch(/The database at .*\/nowhere refuses us: database "nowhere" does not exist/);
    expect(output).not.toContain(wrong.password);
  });
});

/** Makes a database that is there appear at another port, later. */
function openTunnel(from: number, to: number) {
  const tunnel = createServer((socket) => {
    const onward = connect(to, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward])
      end.on('error', () => [socket, onward].forEach((one) => one.destroy()));
  });
  return tunnel.listen(from, '127.0.0.1');
}

it('reports every mistake of the configuration at once', async () => {
  const { code, output } = await refusal({
    PORT: 'eighty',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://secret@x',
    FOYER_PUBLIK_URL: 'https://id.corp.example',
  });
  expect(code).toBe(1);
  for (const variable of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'FOYER_ENCRYPTION_KEY', 'FOYER_PUBLIK_URL']) {
    expect(output).toMatch(new RegExp(`^ +- ${variable}`, 'm'));
  }
  expect(output).not.toContain('mysql://secret');
});

it('leaves at once when it is told to while it waits', async () => {
  const nobody = `postgresql://x:x@127.0.0.1:${await freePort()}/x`;
  const foyer = await launchFoyer({ env: sharedDatabase(nobody) });
  running.push(foyer);
  await until('it waits', () => foyer.output().includes('Waiting'));
  expect(await foyer.signal('SIGTERM')).toBe(0);
});
