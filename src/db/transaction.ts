/** Transactions, repeated from the start when the database reports a conflict: plain pg and Prisma alike. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.js';
import { isSerializationFailure, isUnavailable } from './failures.js';

export type Isolation = 'read committed' | 'repeatable read' | 'serializable';

export interface TransactionOptions {
  /** The database's own default (read committed) when not given. */
  isolation?: Isolation;
  readOnly?: boolean;
}

const maxAttempts = 8;
const firstPauseMs = 5;

/**
 * Runs the work until no conflict stops it, eight times at most, with pauses that grow and differ between rivals.
 * The work may run several times: it must keep its effects to the transaction.
 */
export async function withRetry<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === maxAttempts || !isSerializationFailure(error)) throw error;
      await delay(Math.random() * firstPauseMs * 2 ** attempt);
    }
  }
}

/** One transaction of plain pg, committed when the work resolves and rolled back when it rejects. */
export function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
  options: TransactionOptions = {},
): Promise<Result> {
  return withRetry(() => attemptTransaction(pool, work, beginning(options)));
}

function beginning({ isolation, readOnly = false }: TransactionOptions): string {
  const level = isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation}`;
  return `BEGIN${level}${readOnly ? ' READ ONLY' : ''}`;
}

async function attemptTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
  begin: string,
): Promise<Result> {
  const client = await pool.connect();
  let breakage: Error | undefined;
  const onError = (error: Error) => (breakage = error);
  // A connection that breaks between two statements says so here; nobody listening would end the process.
  client.on('error', onError);
  try {
    await client.query(begin);
    const result = await work(client);
    await commit(client);
    return result;
  } catch (error) {
    // A ROLLBACK would queue behind what the database does not answer; without its connection it forgets all the same.
    if (isUnavailable(error)) breakage ??= error as Error;
    else await client.query('ROLLBACK').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(breakage);
  }
}

/** After a failed statement whose error the work swallowed, COMMIT rolls back and calls that a success. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back: a statement in it had failed.');
}

const prismaIsolation = {
  'read committed': 'ReadCommitted',
  'repeatable read': 'RepeatableRead',
  serializable: 'Serializable',
} as const;

/** Of waiting for a connection, in ms: as long as the pool lets others wait. */
const maxWait = 2_000;
/** Of the whole work, in ms: a mute database holds nobody for longer. */
const timeout = 15_000;

/** The same with Prisma's client. */
export function inPrismaTransaction<Result>(
  prisma: PrismaClient,
  work: (tx: Prisma.TransactionClient) => Promise<Result>,
  { isolation }: Pick<TransactionOptions, 'isolation'> = {},
): Promise<Result> {
  const isolationLevel = isolation === undefined ? undefined : prismaIsolation[isolation];
  return withRetry(() => prisma.$transaction(work, { isolationLevel, maxWait, timeout }));
}
