/** The files of the embedded database: made once, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { chown, link, mkdir, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '../../core/start-refused.js';
import type { Account } from './account.js';
import { isAlive } from './process.js';
import type { Programs } from './programs.js';
import { run } from './run.js';

export interface Cluster {
  /** Everything of the embedded database; belongs to the account, mode 0700. */
  readonly folder: string;
  /** PostgreSQL's data directory. */
  readonly data: string;
  readonly log: string;
  readonly superuser: string;
  readonly password: string;
  readonly account: Account;
  readonly programs: Programs;
}

export const superuser = 'foyer';
const unfinishedPrefix = 'unfinished-';

/** Opens the cluster below `folder`, which is made when it is not there. Several services may do so at once. */
export async function openCluster(
  folder: string,
  account: Account,
  programs: Programs,
  isDurable: boolean,
): Promise<Cluster> {
  const data = join(folder, 'cluster');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await give(folder, account);
  const passwordFile = join(folder, 'password');
  await createOnce(passwordFile, `${randomBytes(24).toString('base64url')}\n`, account);
  const password = (await readFile(passwordFile, 'utf8')).trim();
  const cluster = { folder, data, log: join(folder, 'log'), superuser, password, account, programs };
  await removeUnfinished(folder);
  if ((await versionIn(data)) === null) await initialize(cluster, passwordFile, isDurable);
  await requireVersion(cluster);
  return cluster;
}

async function give(path: string, account: Account): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

/** A link appears whole or not at all, and one of several creators wins; the others then read what it wrote. */
async function createOnce(path: string, content: string, account: Account): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content, { mode: 0o600 });
  await give(draft, account);
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
}

async function versionIn(data: string): Promise<string | null> {
  return readFile(join(data, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
}

async function requireVersion({ data, programs }: Cluster): Promise<void> {
  const version = await versionIn(data);
  if (version !== programs.majorVersion) {
    throw new StartRefused(
      `${data} was made by PostgreSQL ${version}, and this release brings ${programs.majorVersion}: ` +
        'dump it with the release that made it and restore the dump into an empty data folder.',
    );
  }
}

/** What a killed service left half made; as far as its initdb, which may outlive it for a moment, lets go of it. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(unfinishedPrefix)) continue;
    const maker = Number.parseInt(name.slice(unfinishedPrefix.length), 10);
    if (maker === process.pid || !isAlive(maker)) {
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/**
 * The built-in C.UTF-8 knows upper and lower case of all of Unicode, and sorts alike on every system and for ever:
 * an index never breaks when the C library is upgraded.
 */
const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

async function initialize(cluster: Cluster, passwordFile: string, isDurable: boolean): Promise<void> {
  const { folder, data, account, programs } = cluster;
  const unfinished = join(folder, `${unfinishedPrefix}${process.pid}-${randomBytes(4).toString('hex')}`);
  const identity = [`--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const durability = isDurable ? [] : ['--no-sync'];
  await run(programs.initdb, [`--pgdata=${unfinished}`, ...identity, ...locale, ...durability], { account });
  await rename(unfinished, data).catch(async (error: NodeJS.ErrnoException) => {
    const anotherWasFaster = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
    if (!anotherWasFaster) throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
}
