import type { Transaction } from '../db/database.js';

/** The counters of wrong passwords of administrators: one for each, and one for each address that is known of them. */
export class AdministratorLocksStore {
  async forgetAdministrator(tx: Transaction, id: string): Promise<boolean> {
    const { count } = await tx.attemptCounter.deleteMany({
      where: { OR: [{ key: `administrator/${id}` }, { key: { startsWith: `administrator/${id}/` } }] },
    });
    return count > 0;
  }
}
