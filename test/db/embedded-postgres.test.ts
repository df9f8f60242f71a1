import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../support/postgres.js';
import { compileService, launchService, startService } from '../support/service-process.js';
import { removeRunFolder } from '../support/run-folder.js';

// Each start makes a whole cluster, which a busy machine takes its time for.
jest.setTimeout(120_000);

const isRoot = process.getuid?.() === 0;
/** The account `nobody` of Linux. */
const ordinaryUid = 65534;

let program: string;
let dataFolder: string;

beforeAll(async () => {
  program = await compileService();
});
afterAll(() => rm(dirname(program), { recursive: true }));
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'foyer-embedded-'));
});
afterEach(() => removeRunFolder(dataFolder));

const start = () => startService({ program, dataFolder });
const pidFile = () => join(dataFolder, 'postgres/cluster/postmaster.pid');
const postmasterPid = async () => Number.parseInt(await readFile(pidFile(), 'utf8'), 10);
const isServerListed = () =>
  stat(pidFile()).then(
    () => true,
    () => false,
  );

const write = (url: string, value: number) =>
  withClient(url, async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS kept (value int)');
    await client.query('INSERT INTO kept VALUES ($1)', [value]);
  });
const read = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ value: number }>('SELECT value FROM kept ORDER BY value');
    return rows.map(({ value }) => value);
  });

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (await condition()) return;
    await delay(50);
  }
  throw new Error('It did not happen within 20 s.');
}

const accounts: [string, number | undefined][] = isRoot
  ? [
      ['root', undefined],
      ['an ordinary account', ordinaryUid],
    ]
  : [['an ordinary account', undefined]];

it.each(accounts)('keeps what was written, closed to others, run by %s', async (_, uid) => {
  if (uid !== undefined) await chown(dataFolder, uid, uid);
  const first = await startService({ program, dataFolder, uid });
  await write(first.url, 1);
  await expectUnicodeCase(first.url);
  expect((await stat(`/proc/${await postmasterPid()}`)).uid).not.toBe(0);
  await expectClosed(first.url);
  await first.stop();
  expect(await isServerListed()).toBe(false);
  const second = await startService({ program, dataFolder, uid });
  expect(second.url).toBe(first.url);
  expect(await read(second.url)).toEqual([1]);
  await second.stop();
});

async function expectUnicodeCase(url: string): Promise<void> {
  const { rows } = await withClient(url, (client) => client.query("SELECT lower('ЁЖ Ä') AS lower"));
  expect(rows).toEqual([{ lower: 'ёж ä' }]);
}

async function expectClosed(serviceUrl: string): Promise<void> {
  const url = new URL(serviceUrl);
  expect(url.hostname).toBe('127.0.0.1');
  url.password = 'guess';
  const guess = withClient(url.href, (client) => client.query('SELECT 1'));
  await expect(guess).rejects.toMatchObject({ code: '28P01' });
  const { mode } = await stat(join(dataFolder, 'postgres/password'));
  expect((mode & 0o777).toString(8)).toBe('600');
}

it('takes over the server of a service that was killed and stops it', async () => {
  const killed = await start();
  await write(killed.url, 1);
  const pid = await postmasterPid();
  await killed.kill();
  const heir = await start();
  expect(await postmasterPid()).toBe(pid);
  expect(await read(heir.url)).toEqual([1]);
  await heir.stop();
  expect(await isServerListed()).toBe(false);
});

it('is shared by services that start at once, and stopped by the last', async () => {
  const services = await Promise.all([start(), start(), start()]);
  expect(new Set(services.map(({ url }) => url)).size).toBe(1);
  const [first, ...others] = services;
  await first.stop();
  await write(others[0].url, 1);
  await others[0].stop();
  expect(await read(others[1].url)).toEqual([1]);
  await others[1].stop();
  expect(await isServerListed()).toBe(false);
});

it('comes back with everything acknowledged when the server is killed under the service', async () => {
  const service = await start();
  for (const round of [1, 2, 3]) {
    await write(service.url, round);
    const pid = await postmasterPid();
    process.kill(pid, 'SIGKILL');
    await until(async () => (await isServerListed()) && (await postmasterPid()) !== pid);
    await until(() =>
      read(service.url).then(
        () => true,
        () => false,
      ),
    );
    expect(await read(service.url)).toHaveLength(round);
  }
  expect(service.messages.join('')).toContain('has died: starting it again');
  await service.stop();
});

it('comes back when the server and the service are killed together', async () => {
  for (const round of [1, 2, 3]) {
    const service = await start();
    await write(service.url, round);
    await service.kill();
    process.kill(await postmasterPid(), 'SIGKILL');
  }
  const survivor = await start();
  expect(await read(survivor.url)).toEqual([1, 2, 3]);
  await survivor.stop();
});

it('starts over when it was killed while making the cluster', async () => {
  const { child } = launchService({ program, dataFolder });
  await delay(500);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const service = await start();
  await write(service.url, 1);
  await service.stop();
});

it('is not misled by the number of a dead server that another process has now', async () => {
  await (await start()).stop();
  const lines = [process.pid, join(dataFolder, 'postgres/cluster'), 0, 5432, '', '127.0.0.1', '', 'ready   '];
  await writeFile(pidFile(), `${lines.join('\n')}\n`);
  const service = await start();
  await service.stop();
});

it('does not touch the files of another version', async () => {
  await (await start()).stop();
  await writeFile(join(dataFolder, 'postgres/cluster/PG_VERSION'), '15\n');
  await expect(start()).rejects.toThrow('was made by PostgreSQL 15');
});

(isRoot ? it : it.skip)('names the folder that its account cannot enter', async () => {
  const closed = join(dataFolder, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o700);
  await expect(startService({ program, dataFolder: join(closed, 'data') })).rejects.toThrow(
    `cannot enter ${closed}. Set FOYER_DATA_DIR`,
  );
});
