/** What other domains ask of the providers that there are. */
import { DomainError } from '../core/errors.js';
import type { Transaction } from '../db/database.js';
import type { ProvidersStore } from './providers.store.js';

export class ProviderDirectory {
  constructor(private readonly store: ProvidersStore) {}

  /** Whether the method, or the provider of that UUID, is there and switched on (rule 8.8). */
  async isOn(method: string): Promise<boolean> {
    return this.store.isOn(method);
  }

  /** Throws `provider-not-found` unless every UUID is a provider; keeps them from being deleted until the end. */
  async requireProviders(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const known = new Set(await this.store.holdKnown(tx, ids));
    const unknown = ids.find((id) => !known.has(id));
    if (unknown === undefined) return;
    throw new DomainError('provider-not-found', `There is no provider ${JSON.stringify(unknown)}.`);
  }
}
