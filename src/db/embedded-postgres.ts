/**
 * Owns the PostgreSQL that needs no installation: a real server from npm, on a cluster in the data folder. Services
 * on the same data folder share it, the first starts it and the last stops it; a server whose services were killed is
 * taken over. One data folder belongs to one machine: PostgreSQL cannot see a server on another.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartRefused } from '../core/start-refused.js';
import { accountFor, requirePassage } from './embedded/account.js';
import { openCluster, type Cluster } from './embedded/cluster.js';
import {
  findPostmaster,
  launch,
  shutDown,
  urlOf,
  whyNoAnswer,
  type Postmaster,
  type ServerSettings,
} from './embedded/postmaster.js';
import { findPrograms } from './embedded/programs.js';
import { enter, leave } from './embedded/services.js';

export interface EmbeddedPostgresOptions {
  /** Absolute path; the database goes into `postgres` below it. */
  dataFolder: string;
  /** Told in plain words what people who wait want to know. */
  log: (message: string) => void;
  /** Server settings beside our own: tests do without fsync. */
  settings?: ServerSettings;
  /** Whether to start the server again should it die; true when not given. */
  isWatched?: boolean;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** Stops the server if no other service uses it. */
  stop(): Promise<void>;
}

const database = 'foyer';
const startPatienceMs = 90_000;
/** What is left of the 10 s in which a service must end, once its requests have had their time. */
const stopPatienceMs = 3_500;
const watchIntervalMs = 500;

/**
 * Starts the database of the data folder, or joins it where it runs already.
 * @throws StartRefused that says what to do: nothing an account can enter, no programs for this platform, another
 *   version's files, or a server that does not answer within 90 s.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataFolder, log, settings = {}, isWatched = true } = options;
  const folder = join(dataFolder, 'postgres');
  await mkdir(dataFolder, { recursive: true });
  const account = await accountFor(join(folder, 'cluster'));
  await requirePassage(account, dataFolder);
  const programs = await findPrograms(account, join(dataFolder, 'postgres-programs'));
  const cluster = await openCluster(folder, account, programs, settings.fsync !== 'off');
  await enter(folder);
  const depart = async () => {
    if (await leave(folder)) await stopServer(cluster, log);
  };
  try {
    const { port } = await ensureRunning(cluster, settings, log);
    await ensureDatabase(cluster, port);
    const watch = isWatched ? watchOver(cluster, settings, log) : undefined;
    const stop = async () => {
      await watch?.end();
      await depart();
    };
    return { url: urlOf(cluster, port, database), stop };
  } catch (error) {
    await depart();
    throw error;
  }
}

/** After a crash the workers of the dead server may hold its memory for a while: so try again, and say so. */
async function ensureRunning(
  cluster: Cluster,
  settings: ServerSettings,
  log: (message: string) => void,
): Promise<Postmaster> {
  const deadline = Date.now() + startPatienceMs;
  let lastReason: string | null = null;
  while (Date.now() < deadline) {
    const postmaster = findPostmaster(cluster);
    const reason = postmaster ? await whyNoAnswer(cluster, postmaster.port) : await launch(cluster, settings);
    if (postmaster && reason === null) return postmaster;
    if (reason !== null && reason !== lastReason) log(`Waiting for the embedded PostgreSQL: ${reason}`);
    lastReason = reason ?? lastReason;
    await delay(reason === null ? 20 : 250);
  }
  throw new StartRefused(
    `The embedded PostgreSQL on ${cluster.data} did not answer within ${startPatienceMs / 1000} s. ` +
      `Its log is ${cluster.log}. It said last: ${lastReason}`,
  );
}

async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, 'postgres') });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    // Already there, or made by another service at this moment.
    const { code } = error as pg.DatabaseError;
    if (code !== '42P04' && code !== '23505') throw error;
  } finally {
    await client.end();
  }
}

/** Starts a server again that died under us; gives no peace until it is ended. */
function watchOver(cluster: Cluster, settings: ServerSettings, log: (message: string) => void) {
  const ending = new AbortController();
  const pause = () => delay(watchIntervalMs, true, { signal: ending.signal, ref: false }).catch(() => false);
  const watching = (async () => {
    while (await pause()) {
      if (findPostmaster(cluster) !== null) continue;
      log('The embedded PostgreSQL has died: starting it again.');
      await ensureRunning(cluster, settings, log).catch((error: Error) => log(error.message));
    }
  })();
  return {
    async end(): Promise<void> {
      ending.abort();
      await watching;
    },
  };
}

async function stopServer(cluster: Cluster, log: (message: string) => void): Promise<void> {
  const postmaster = findPostmaster(cluster);
  if (postmaster === null) return;
  if (!(await shutDown(postmaster, stopPatienceMs))) {
    log('The embedded PostgreSQL is still writing; it will stop by itself.');
  }
}
