/** Keeps a provider that signs in administrators out of the hands of those who may not touch them. */
import { requireScope, type Actor } from '../core/actor.js';
import type { Transaction } from '../db/database.js';
import type { AdministratorLinksStore } from './administrator-links.store.js';

export interface TouchableAdministrators {
  /** Throws `scope-escalation` for an administrator who may do more than the caller. */
  hold(tx: Transaction, id: string, actor: Actor): Promise<unknown>;
}

export class LinkedAdministrators {
  constructor(
    private readonly links: AdministratorLinksStore,
    private readonly administrators: TouchableAdministrators,
  ) {}

  /** Whoever decides what is believed of the provider decides who signs in as them. */
  async requireTouchable(tx: Transaction, actor: Actor, providerId: string): Promise<void> {
    const ids = await this.links.administratorsOf(tx, providerId);
    if (ids.length > 0) requireScope(actor, 'admin');
    for (const id of ids) await this.administrators.hold(tx, id, actor);
  }
}
