/** Sees the certificates that are trusted from now on where TLS verification is off (rule 8.2). */
import { DomainError } from '../core/errors.js';
import type { Egress } from '../egress/index.js';
import { connectProvider } from './provider-client.js';
import { faultOf, faultTexts } from './provider-fault.js';
import type { ProviderSettings } from './provider-settings.js';
import type { PinnedCertificate } from './providers.schema.js';

/**
 * The certificates of every origin that a sign-in talks to, as they are now; none while TLS is verified. Throws
 * `provider-unreachable` when one cannot be seen.
 */
export async function seeCertificates(
  settings: ProviderSettings,
  egress: Egress,
): Promise<PinnedCertificate[]> {
  if (settings.verifyTls) return [];
  try {
    const given = [settings.issuer, settings.tokenUrl, settings.jwksUrl, settings.userInfoUrl];
    const pins = await pinsOf(settings.discovery ? given : given.slice(1), egress, []);
    if (!settings.discovery) return pins;
    // The endpoints may be elsewhere than the issuer: what it says of them is read over the certificate just seen.
    const metadata = (await connectProvider({ settings, clientSecret: null, pins }, egress)).serverMetadata();
    const { token_endpoint: token, jwks_uri: keys, userinfo_endpoint: userInfo } = metadata;
    return await pinsOf([token, keys, userInfo], egress, pins);
  } catch (error) {
    throw new DomainError('provider-unreachable', faultTexts[faultOf(error)]);
  }
}

async function pinsOf(
  urls: readonly (string | null | undefined)[],
  egress: Egress,
  known: readonly PinnedCertificate[],
): Promise<PinnedCertificate[]> {
  const pins = [...known];
  for (const text of urls) {
    const url = text === null || text === undefined ? null : new URL(text);
    if (url?.protocol !== 'https:' || pins.some(({ origin }) => origin === url.origin)) continue;
    pins.push({ origin: url.origin, fingerprint: await egress.seeCertificate(url) });
  }
  return pins;
}
