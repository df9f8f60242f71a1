/** The database as stores and services see it: Prisma for rows, transactions with retry, the pool for hot statements. */
import type pg from 'pg';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.js';
import { answers } from './pool.js';
import { inPrismaTransaction, inTransaction } from './transaction.js';
import { Turns } from './turns.js';

/** What a store works on inside a transaction. */
export type Transaction = Prisma.TransactionClient;

/** One connection of the pool, on which plain SQL is under way. */
export type Connection = pg.PoolClient;

export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** Whether the database answers, and soon: balancers ask. */
  answers(): Promise<boolean>;
  /** Runs the work in one transaction; repeated from the start when the database reports a conflict. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** The same with plain SQL, for what is asked for so often that Prisma costs too much. */
  plainTransaction<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
}

/** Of 20 connections: the rest is for what is read with one statement. */
const transactionsAtOnce = 12;

/** As long as a request may take to come in, in ms: whoever waits longer is likely gone. */
const patienceMs = 30_000;

export function createDatabase(prisma: PrismaClient, pool: pg.Pool): Database {
  const turns = new Turns({ atOnce: transactionsAtOnce, patienceMs });
  return {
    prisma,
    pool,
    answers: () => answers(pool),
    transaction: (work) => turns.take(() => inPrismaTransaction(prisma, work)),
    plainTransaction: (work) => turns.take(() => inTransaction(pool, work)),
  };
}
