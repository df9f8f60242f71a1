import { DomainError } from '../core/errors.js';
import type { Transaction } from '../db/database.js';
import type { AdministratorDoorStore } from './administrator-door.store.js';

/** What every change asks that could leave no way in for any administrator (rules 7.3, 7.4 and 8.8). */
export class AdministratorDoor {
  constructor(private readonly store: AdministratorDoorStore) {}

  /** Throws `administrators-locked-out` when the change, made in this transaction, leaves no way in. */
  async requireOpen(tx: Transaction): Promise<void> {
    if (await this.store.isOpen(tx)) return;
    throw new DomainError(
      'administrators-locked-out',
      'No administrator could sign in any more: leave the password on, and one zone that allows it.',
    );
  }
}
