/** Says, in the transaction of a change, that what instances keep in memory is no longer the present state. */
import { setImmediate as immediate } from 'node:timers/promises';
import type pg from 'pg';
import { Prisma } from '../../generated/prisma/client.js';
import type { Transaction } from './database.js';

/** Groups, zones or settings have changed. */
export async function renewConfigurationEpoch(tx: Transaction): Promise<void> {
  await tx.$executeRaw`UPDATE epochs SET configuration = gen_random_uuid()`;
}

/** For transactions of plain SQL: a credential was taken back. */
export const renewRevocation = 'UPDATE epochs SET revocation = gen_random_uuid()';

/** A credential was taken back. */
export async function renewRevocationEpoch(tx: Transaction): Promise<void> {
  await tx.$executeRaw(Prisma.raw(renewRevocation));
}

/** The present configuration epoch: what was read in another one must be read again. */
export async function readConfigurationEpoch(pool: pg.Pool): Promise<string> {
  const query = { name: 'configuration-epoch', text: 'SELECT configuration::text FROM epochs' };
  const { rows } = await pool.query<{ configuration: string }>(query);
  return rows[0]!.configuration;
}

/** Readings that are about to be made, by pool. */
const aboutToRead = new WeakMap<pg.Pool, Promise<string>>();

/**
 * The present revocation epoch: what was verified in another one must be verified again. Those who ask in the same turn
 * of the event loop share one statement, which is sent after all of them have asked: a crowd costs little more than one.
 */
export async function readRevocationEpoch(pool: pg.Pool): Promise<string> {
  const planned = aboutToRead.get(pool);
  if (planned !== undefined) return planned;
  const reading = immediate().then(() => {
    aboutToRead.delete(pool);
    return queryRevocationEpoch(pool);
  });
  aboutToRead.set(pool, reading);
  return reading;
}

async function queryRevocationEpoch(pool: pg.Pool): Promise<string> {
  const query = { name: 'revocation-epoch', text: 'SELECT revocation::text FROM epochs' };
  const { rows } = await pool.query<{ revocation: string }>(query);
  return rows[0]!.revocation;
}
