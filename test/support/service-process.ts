/** A service that is nothing but an embedded database, as a process: to be killed, doubled, or run by somebody else. */
import { transformFile } from '@swc/core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface ServiceProcess {
  readonly url: string;
  readonly messages: string[];
  /** As an operator does it. */
  stop(): Promise<void>;
  /** As the kernel does it when memory runs out. */
  kill(): Promise<void>;
}

const program = `
import { startEmbeddedPostgres } from './src/db/embedded-postgres.js';
// Only a power failure, which no test makes, needs fsync.
const settings = { fsync: 'off' };
const postgres = await startEmbeddedPostgres({ dataFolder: process.argv[2], log: console.error, settings });
process.on('SIGTERM', async () => {
  await postgres.stop();
  process.exit(0);
});
console.log(postgres.url);
setInterval(() => undefined, 60_000);
`;

/** @returns the path of the program, in a folder that every account can enter. */
export async function compileService(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-service-'));
  await chmod(folder, 0o755);
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const embedded = (await readdir('src/db/embedded')).map((name) => `src/db/embedded/${name}`);
  for (const source of ['src/core/start-refused.ts', 'src/db/embedded-postgres.ts', ...embedded])
    await compile(source, folder);
  await writeFile(join(folder, 'service.js'), program);
  return join(folder, 'service.js');
}

async function compile(source: string, folder: string): Promise<void> {
  const target = join(folder, source.replace(/\.ts$/, '.js'));
  const { code } = await transformFile(source, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}

export interface ServiceStart {
  program: string;
  dataFolder: string;
  /** Number of the account; our own when not given. */
  uid?: number;
}

/** @throws Error with its messages when the service ends instead of starting. */
export async function startService(start: ServiceStart): Promise<ServiceProcess> {
  const { child, messages, started } = launchService(start);
  const url = await started;
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return { url, messages, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** The process before it has a database: `started` resolves to the database's URL. */
export function launchService({ program, dataFolder, uid }: ServiceStart) {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [program, dataFolder], { uid, gid: uid, env, cwd: dirname(program) });
  const messages: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => messages.push(chunk.toString()));
  const started = new Promise<string>((resolveUrl, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolveUrl(chunk.toString().trim()));
    child.once('exit', () => reject(new Error(messages.join(''))));
  });
  started.catch(() => undefined);
  return { child, messages, started };
}
