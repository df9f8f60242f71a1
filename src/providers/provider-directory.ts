/** What other domains ask of the providers that there are. */
import { isUuid } from '../core/ids.js';
import type { Transaction } from '../db/database.js';
import { providerNotFound } from './provider-not-found.js';
import { needsLdapMode } from './provider-settings.js';
import type { ProviderType } from './providers.schema.js';
import { isConfigured, methodOf } from './provider-representation.js';
import type { ProvidersStore } from './providers.store.js';

export interface ListedMethod {
  method: string;
  type: string;
  name: string;
  enabled: boolean;
  configured: boolean;
  /** Rule 8.3: it works with a directory only. */
  needsLdapMode: boolean;
}

export class ProviderDirectory {
  constructor(private readonly store: ProvidersStore) {}

  /** Every method and provider there is, as far as signing in is concerned (rule 8.4). */
  async listMethods(): Promise<ListedMethod[]> {
    return (await this.store.list()).map((row) => ({
      method: methodOf(row),
      type: row.type,
      name: row.name,
      enabled: row.enabled,
      configured: isConfigured(row),
      needsLdapMode: needsLdapMode(row.type as ProviderType),
    }));
  }

  /**
   * Whether the method, or the provider of that UUID, is there, switched on, and of the present storage mode (rules 8.3
   * and 8.8). Read each time: what is switched off stops at once, on every instance.
   */
  async isOn(method: string): Promise<boolean> {
    const row = await this.store.isEnabled(
      isUuid(method) ? { id: method } : { type: method as ProviderType },
    );
    return row !== null && row.enabled && !needsLdapMode(row.type as ProviderType);
  }

  /** Throws `provider-not-found` unless every UUID is a provider; keeps them from being deleted until the end. */
  async requireProviders(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const known = new Set(await this.store.holdKnown(tx, ids));
    const unknown = ids.find((id) => !known.has(id));
    if (unknown === undefined) return;
    throw providerNotFound(unknown);
  }
}
