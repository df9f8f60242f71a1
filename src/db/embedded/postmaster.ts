/** The server process of a cluster: found, launched, asked whether it answers, and stopped. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster } from './cluster.js';
import { isPostgres } from './process.js';
import { programEnvironment } from './run.js';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export type ServerSettings = Readonly<Record<string, string>>;

/** Loopback only, and no sockets in the file system: their paths may not exceed some 100 bytes. */
const settings: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  // Parallel workers would need /dev/shm, of which containers have little.
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // What fails is the service's to report; here it would put people's data into a file.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** The server that runs on the cluster, if one does. */
export function findPostmaster(cluster: Cluster): Postmaster | null {
  const listed = listedPostmaster(cluster);
  return listed !== null && isPostgres(listed.pid) ? listed : null;
}

/** What PostgreSQL has written about itself; it takes the file away when it stops in an orderly way. */
function listedPostmaster(cluster: Cluster): Postmaster | null {
  const path = pidFileOf(cluster);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : null;
}

const pidFileOf = (cluster: Cluster) => join(cluster.data, 'postmaster.pid');

/**
 * PostgreSQL does not start while a process has the number listed in its file, though a dead server's number may have
 * passed to another, or its remains may never be collected. Safe even if workers of the dead server live on: it finds
 * those through their shared memory. Without a pause, lest a server that starts at this moment loses its file.
 */
function removeMisleadingPidFile(cluster: Cluster): void {
  const listed = listedPostmaster(cluster);
  if (listed !== null && !isPostgres(listed.pid)) rmSync(pidFileOf(cluster), { force: true });
}

/**
 * Launches a server that outlives us, so that a killed service takes nothing with it.
 * @returns why it ended again, or null while it runs: whether it answers is another question.
 */
export async function launch(cluster: Cluster, extra: ServerSettings): Promise<string | null> {
  removeMisleadingPidFile(cluster);
  await rename(cluster.log, `${cluster.log}.previous`).catch(() => undefined);
  const output = await open(cluster.log, 'w', 0o600);
  const port = await keptPort(cluster);
  const options = Object.entries({ ...settings, ...extra, port: String(port) });
  const args = ['-D', cluster.data, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const { uid, gid } = cluster.account ?? {};
  const child = spawn(cluster.programs.postgres, args, {
    uid,
    gid,
    cwd: '/',
    env: programEnvironment,
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  child.unref();
  const ended = once(child, 'exit').then(() => true);
  await output.close();
  const hasEnded = await Promise.race([ended, delay(200, false), untilListed(cluster, child.pid)]);
  return hasEnded ? lastWords(cluster) : null;
}

async function untilListed(cluster: Cluster, pid: number | undefined): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await delay(10);
    if (findPostmaster(cluster)?.pid === pid) return false;
  }
  return false;
}

async function lastWords(cluster: Cluster): Promise<string> {
  const lines = (await readFile(cluster.log, 'utf8')).trim().split('\n');
  return lines.slice(-5).join('\n');
}

/** The same port at every start, so that the pools of services that share the server find it again. */
async function keptPort(cluster: Cluster): Promise<number> {
  const path = join(cluster.folder, 'port');
  const kept = Number(await readFile(path, 'utf8').catch(() => '0'));
  const port = (await freePort(kept)) ?? (await freePort(0));
  if (port === null) throw new Error('There is no free port on 127.0.0.1 for the embedded PostgreSQL.');
  await writeFile(path, String(port), { mode: 0o600 });
  return port;
}

/** `wanted` itself, or any when it is 0; null when it is taken. */
async function freePort(wanted: number): Promise<number | null> {
  const probe = createServer();
  try {
    probe.listen(wanted, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    return typeof address === 'object' && address !== null ? address.port : null;
  } catch {
    return null;
  } finally {
    probe.close();
  }
}

export function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgresql://${cluster.superuser}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/**
 * @returns why the server does not answer, or null when it does.
 * @throws Error when it refuses our password: waiting will not help.
 */
export async function whyNoAnswer(cluster: Cluster, port: number): Promise<string | null> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, 'postgres'),
    connectionTimeoutMillis: 2000,
    query_timeout: 2000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return null;
  } catch (cause) {
    const { code, message } = cause as pg.DatabaseError;
    if (code !== '28P01') return message;
    throw new Error(
      `PostgreSQL on ${cluster.data} refuses the password kept in ${cluster.folder}/password.`,
      {
        cause,
      },
    );
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Ends sessions and writes everything out; a server that needs longer than `patienceMs` finishes by itself. */
export async function shutDown({ pid }: Postmaster, patienceMs: number): Promise<boolean> {
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < patienceMs; waited += 50) {
    if (!isPostgres(pid)) return true;
    await delay(50);
  }
  return false;
}
