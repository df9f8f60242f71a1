/**
 * What was found out about providers, kept for a while: a sign-in need not ask for metadata and keys each time, and a
 * provider that does not answer is not asked by everybody who waits for it.
 */
import { LRUCache } from 'lru-cache';
import type { Configuration } from 'openid-client';
import type { Clock } from '../core/clock.js';
import type { SecretBox } from '../core/secret-box.js';
import type { Egress } from '../egress/index.js';
import { openSecret } from './client-secret.js';
import { connectProvider } from './provider-client.js';
import { pinsOf, settingsOf } from './provider-representation.js';
import type { ProviderRow } from './providers.store.js';

/** Ids of keys that are not known make openid-client ask for them again in any case. */
const goodForMs = 5 * 60_000;
const badForMs = 5_000;

interface Kept {
  readonly client: Promise<Configuration>;
  until: number;
}

export class ProviderClients {
  private readonly kept = new LRUCache<string, Kept>({ max: 200 });

  constructor(
    private readonly egress: Egress,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** Throws what keeps the provider from being talked to. */
  async clientOf(row: ProviderRow): Promise<Configuration> {
    // Whatever changes of the provider changes the time too, so that what is kept is of the present settings.
    const key = `${row.id} ${row.updatedAt.toISOString()}`;
    const known = this.kept.get(key);
    if (known !== undefined && known.until > this.clock.now()) return known.client;
    const kept: Kept = { client: this.connect(row), until: this.clock.now() + goodForMs };
    this.kept.set(key, kept);
    kept.client.catch(() => {
      kept.until = this.clock.now() + badForMs;
    });
    return kept.client;
  }

  private async connect(row: ProviderRow): Promise<Configuration> {
    const clientSecret = openSecret(this.secrets, row);
    return connectProvider({ settings: settingsOf(row), pins: pinsOf(row), clientSecret }, this.egress);
  }
}
