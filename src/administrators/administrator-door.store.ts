import type { Transaction } from '../db/database.js';

export class AdministratorDoorStore {
  /** Whether there is a zone that lets administrators in by password, or no administrator who would need one. */
  async isOpen(tx: Transaction): Promise<boolean> {
    const [found] = await tx.$queryRaw<{ open: boolean }[]>`
      SELECT NOT EXISTS (SELECT FROM administrators) OR (
        EXISTS (SELECT FROM providers WHERE type = 'password' AND enabled)
        AND EXISTS (SELECT FROM zones WHERE enabled AND 'password' = ANY(methods))
      ) AS open`;
    return found!.open;
  }
}
