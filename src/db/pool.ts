/** The one pool of connections, which hot statements and Prisma share. */
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
  });
  // Without a listener the end of an idle connection would end the process.
  pool.on('error', options.onIdleError ?? (() => undefined));
  return pool;
}

/** Prisma on the connections of the pool, which it leaves open when it disconnects. */
export function createPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
