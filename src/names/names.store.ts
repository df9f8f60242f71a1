import type { Transaction } from '../db/database.js';

/** A taken place in the one namespace of rule 1.3. */
export class NamesStore {
  /** Makes everybody who is about to take a name that looks alike wait for this transaction (rule 1.2). */
  async lockSkeleton(tx: Transaction, skeleton: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${skeleton}, 1))`;
  }

  /** Takes the name for a user; false when it is taken already. */
  async takeForUser(tx: Transaction, key: string, userId: string): Promise<boolean> {
    const { count } = await tx.name.createMany({
      data: { key, kind: 'login', userId },
      skipDuplicates: true,
    });
    return count === 1;
  }
}
