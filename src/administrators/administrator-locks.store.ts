import type { Transaction } from '../db/database.js';

/** The counters of wrong passwords of administrators: one for each, and one for each address that is known of them. */
export class AdministratorLocksStore {
  /**
   * Whether too many wrong passwords keep the administrator from signing in at the address: their own counter there, or
   * the one of all addresses that are not known of them (docs/decisions/0030-administrators-and-locks.md).
   */
  async isLocked(tx: Transaction, id: string, address: string | null, now: Date): Promise<boolean> {
    const [found] = await tx.$queryRaw<{ locked: boolean }[]>`
      SELECT EXISTS (
        SELECT FROM attempt_counters WHERE locked_until > ${now} AND (
          key = 'administrator/' || ${id} || '/' || ${address}
          OR key = 'administrator/' || ${id} AND NOT EXISTS (
            SELECT FROM sessions WHERE administrator_id = ${id}::uuid AND address = ${address}
              AND started_at > ${now}::timestamptz - interval '90 days'))
      ) AS locked`;
    return found!.locked;
  }

  async forgetAdministrator(tx: Transaction, id: string): Promise<boolean> {
    const { count } = await tx.attemptCounter.deleteMany({
      where: { OR: [{ key: `administrator/${id}` }, { key: { startsWith: `administrator/${id}/` } }] },
    });
    return count > 0;
  }
}
