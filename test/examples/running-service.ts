/** The service as it is installed: its own process, made of dist/, on a port that is free. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningService {
  readonly url: string;
  /** An API key with every scope. */
  readonly key: string;
  /** Runs a program of the repository with the service's address and key; never throws. */
  run(program: string, parameters?: string[], environment?: Record<string, string>): Promise<Outcome>;
  /** As an operator does it. */
  stop(): Promise<void>;
}

export interface Outcome {
  code: number;
  out: string;
  error: string;
}

/** On the embedded PostgreSQL, unless the environment names another. Throws its messages when it does not start. */
export async function startRunningService(environment: Record<string, string>): Promise<RunningService> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'foyer-example-'));
  // Under root PostgreSQL runs as another account, which has to pass.
  await chmod(dataFolder, 0o711);
  const port = await freePort();
  const key = `foyer_${randomBytes(32).toString('hex')}`;
  const own = { PORT: String(port), FOYER_DATA_DIR: join(dataFolder, 'data'), FOYER_BOOTSTRAP_API_KEY: key };
  const env = { ...surroundings(), ...own, ...environment };
  const child = spawn(process.execPath, ['dist/src/main.js'], { env });
  const messages: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => messages.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => messages.push(chunk.toString()));

  const url = `http://localhost:${port}`;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(dataFolder, { recursive: true, force: true });
  };
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`The service ended:\n${messages.join('')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const run: RunningService['run'] = (program, parameters = [], more = {}) =>
    runProgram(program, parameters, { FOYER_URL: url, FOYER_KEY: key, ...more });
  return { url, key, run, stop };
}

/** What surrounds the tests, without what would configure a service. */
function surroundings(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(FOYER_|DATABASE_URL|NODE_OPTIONS)/.test(name),
  );
  return Object.fromEntries(kept);
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`).catch(() => null);
  return response?.ok ?? false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function runProgram(
  program: string,
  parameters: string[],
  environment: Record<string, string>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, parameters, options, (error, out, errors) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out, error: errors });
    });
  });
}
