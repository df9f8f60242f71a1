/** A PostgreSQL that a test has for itself, to take it away and bring it back. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.js';
import type { ServerSettings } from '../../src/db/embedded/postmaster.js';
import { removeRunFolder } from './run-folder.js';
import { until } from './until.js';

export interface OwnPostgres {
  /** The same after every start. */
  readonly url: string;
  /** As the kernel does it when memory runs out. Its sessions are gone afterwards. */
  kill(): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Freezes it: it keeps its port and its connections, and says nothing. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  remove(): void;
}

export async function startOwnPostgres(settings: ServerSettings = { fsync: 'off' }): Promise<OwnPostgres> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'foyer-own-postgres-'));
  const start = () => startEmbeddedPostgres({ dataFolder, log: () => undefined, settings, isWatched: false });
  const { url } = await start();
  const processes = async () => {
    const text = await readFile(join(dataFolder, 'postgres/cluster/postmaster.pid'), 'utf8');
    const postmaster = Number.parseInt(text, 10);
    return [postmaster, ...(await childrenOf(postmaster))];
  };
  const toAll = async (signal: NodeJS.Signals) => {
    for (const pid of await processes()) process.kill(pid, signal);
  };
  return {
    url,
    kill: async () => {
      const [postmaster, ...children] = await processes();
      process.kill(postmaster!, 'SIGKILL');
      for (const pid of [postmaster!, ...children]) await until('PostgreSQL is gone', () => isGone(pid));
    },
    start: async () => void (await start()),
    freeze: () => toAll('SIGSTOP'),
    thaw: () => toAll('SIGCONT'),
    remove: () => removeRunFolder(dataFolder),
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Remains that nobody has collected count as gone. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat === '' || /\) Z /.test(stat);
}
