/** The built service as an operator runs it: a process of its own, made of `dist` by `npm run build`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createHttpClient, type HttpClient } from './http-client.js';
import { until } from './until.js';

export type Ending = number | NodeJS.Signals;

export interface FoyerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<Ending>;
  signal(signal: NodeJS.Signals): Promise<Ending>;
}

export interface FoyerStart {
  env: Record<string, string>;
  /** Number of the account; our own when not given. */
  uid?: number;
}

/** What every instance on one database shares. */
export const encryptionKey = randomBytes(32).toString('base64');
export const bootstrapKey = `foyer_${randomBytes(32).toString('base64url')}`;

/** Of an instance on a database that is there already. */
export function sharedDatabase(url: string): Record<string, string> {
  return {
    DATABASE_URL: url,
    FOYER_ENCRYPTION_KEY: encryptionKey,
    FOYER_BOOTSTRAP_API_KEY: bootstrapKey,
    FOYER_PUBLIC_URL: 'http://foyer.test',
  };
}

/** Starts it and does not wait. Nothing of our own environment reaches it but PATH. */
export async function launchFoyer({ env, uid }: FoyerStart): Promise<FoyerProcess> {
  const program = resolve('dist/src/main.js');
  if (!existsSync(program)) throw new Error('There is no dist/src/main.js: run npm run build first.');
  const port = env['PORT'] ?? String(await freePort());
  const settings = { PATH: process.env['PATH'], HOST: '127.0.0.1', ...env, PORT: port };
  const child = spawn(process.execPath, [program], { env: settings, uid, gid: uid, cwd: '/' });
  const printed: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const ended = new Promise<Ending>((settle) =>
    child.once('close', (code, signal) => settle(code ?? signal!)),
  );
  const signal = (name: NodeJS.Signals) => {
    child.kill(name);
    return ended;
  };
  return { child, url: `http://127.0.0.1:${port}`, output: () => printed.join(''), ended, signal };
}

/** Starts it and waits until it says that it is ready. */
export async function startFoyer(start: FoyerStart): Promise<FoyerProcess> {
  const foyer = await launchFoyer(start);
  const client = createHttpClient(foyer.url);
  try {
    await Promise.race([ready(client), refused(foyer)]);
    return foyer;
  } catch (error) {
    await foyer.signal('SIGKILL');
    throw error;
  } finally {
    client.close();
  }
}

const ready = (client: HttpClient) =>
  until('the service is ready', async () => (await client.ask('/readyz')).status === 200, 120_000);

async function refused(foyer: FoyerProcess): Promise<never> {
  const ending = await foyer.ended;
  throw new Error(`The service ended with ${ending}:\n${foyer.output()}`);
}

/** The first API key, once one of them has printed it. */
export async function printedKey(...instances: FoyerProcess[]): Promise<string> {
  const printed = () => instances.map((foyer) => foyer.output()).join('\n');
  const find = () => /^ {2}(foyer_[\w-]{43})$/m.exec(printed())?.[1];
  await until('the first API key is printed', () => find() !== undefined);
  return find()!;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
