/** The one pool of connections, which hot statements and Prisma share. */
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../generated/prisma/client.js';

export interface PoolOptions {
  /** Connections at most. */
  size?: number;
  /** How long a caller waits for a connection: to be made, or to be given back by another. In ms. */
  connectTimeoutMs?: number;
  /** How long one statement may take, in ms. The server cancels it; when the server is mute, we leave it. */
  statementTimeoutMs?: number;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onIdleError?: (error: Error) => void;
}

/** Late enough for the server's own cancellation, which is kinder: the connection survives it. */
const muteServerMs = 1_000;

export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const { size = 20, connectTimeoutMs = 2_000, statementTimeoutMs = 15_000 } = options;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'foyer',
    max: size,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + muteServerMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    onConnect: withoutCompiler,
  });
  // Without a listener the end of an idle connection would end the process.
  pool.on('error', options.onIdleError ?? (() => undefined));
  return pool;
}

/**
 * Statements here take milliseconds, and what PostgreSQL gains by compiling one is less than the second that compiling a
 * long one takes. The pool waits for this, though its types don't say so. A database that knows no such setting has no
 * compiler.
 */
function withoutCompiler(client: pg.ClientBase): unknown {
  return client.query('SET jit = off').catch(() => undefined);
}

/** Prisma on the connections of the pool, which it leaves open when it disconnects. */
export function createPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}

/** Shorter than the second in which balancers want to know. */
const answerMs = 800;

/** Whether the database answers at all, and soon: one that is frozen, or whose connections are all taken, does not. */
export async function answers(pool: pg.Pool): Promise<boolean> {
  const asked = pool.query({ text: 'SELECT 1', query_timeout: 2 * answerMs } as pg.QueryConfig).then(
    () => true,
    () => false,
  );
  // An answer that lies there because this process was held up itself is read before the immediate, and counts.
  const late = delay(answerMs, false, { ref: false }).then((isAnswered) => immediate(isAnswered));
  return Promise.race([asked, late]);
}
