/**
 * The client secret at rest (rule 10.15): bound to the row that holds it and to where it is sent, so that a row whose
 * token URL was changed past the service has a secret that opens no more.
 */
import type { SecretBox } from '../core/secret-box.js';
import { pinsOf, settingsOf } from './provider-representation.js';
import { secretTargetOf, type ProviderSettings } from './provider-settings.js';
import type { PinnedCertificate } from './providers.schema.js';
import type { ProviderRow } from './providers.store.js';

function placeOf(id: string, settings: ProviderSettings, pins: readonly PinnedCertificate[]): string {
  return `providers/${id} ${secretTargetOf(settings, pins)}`;
}

export function sealSecret(
  box: SecretBox,
  secret: string,
  id: string,
  settings: ProviderSettings,
  pins: readonly PinnedCertificate[],
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(box.seal(secret, placeOf(id, settings, pins)));
}

/** The secret of the provider, or null when it has none. */
export function openSecret(box: SecretBox, row: ProviderRow): string | null {
  if (row.clientSecret === null) return null;
  return box.open(row.clientSecret, placeOf(row.id, settingsOf(row), pinsOf(row)));
}
