/** Says, in the transaction of a change, that what instances keep in memory is no longer the present state. */
import type { Transaction } from '../db/database.js';

/** Groups, zones or settings have changed. */
export async function renewConfigurationEpoch(tx: Transaction): Promise<void> {
  await tx.$executeRaw`UPDATE epochs SET configuration = gen_random_uuid()`;
}

/** A credential was taken back. */
export async function renewRevocationEpoch(tx: Transaction): Promise<void> {
  await tx.$executeRaw`UPDATE epochs SET revocation = gen_random_uuid()`;
}
