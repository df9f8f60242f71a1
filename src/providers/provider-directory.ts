/** What other domains ask of the providers that there are. */
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import type { Transaction } from '../db/database.js';
import { needsLdapMode } from './provider-settings.js';
import type { ProviderType } from './providers.schema.js';
import type { ProvidersStore } from './providers.store.js';

export class ProviderDirectory {
  constructor(private readonly store: ProvidersStore) {}

  /**
   * Whether the method, or the provider of that UUID, is there, switched on, and of the present storage mode (rules 8.3
   * and 8.8). Read each time: what is switched off stops at once, on every instance.
   */
  async isOn(method: string): Promise<boolean> {
    const row = await this.store.read(isUuid(method) ? { id: method } : { type: method as ProviderType });
    return row !== null && row.enabled && !needsLdapMode(row.type as ProviderType);
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
