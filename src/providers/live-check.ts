/** Asks a provider what a sign-in would ask, short of somebody signing in (rule 8.3). */
import { customFetch } from 'openid-client';
import type { Egress } from '../egress/index.js';
import { connectProvider, UnacceptableProvider, type ProviderAccount } from './provider-client.js';

/** Throws what keeps people from signing in. */
export async function checkProvider(account: ProviderAccount, egress: Egress): Promise<void> {
  const configuration = await connectProvider(account, egress);
  const { jwks_uri: keysUrl } = configuration.serverMetadata();
  const answer = await fetchKeys(configuration, keysUrl ?? '');
  if (!hasKey(answer)) throw new UnacceptableProvider('no-keys');
}

async function fetchKeys(
  configuration: Awaited<ReturnType<typeof connectProvider>>,
  url: string,
): Promise<unknown> {
  const send = configuration[customFetch]!;
  const headers = { accept: 'application/json' };
  const response = await send(url, { method: 'GET', headers, body: undefined, redirect: 'manual' });
  if (response.status !== 200) throw new UnacceptableProvider('bad-answer');
  return response.json().catch(() => {
    throw new UnacceptableProvider('bad-answer');
  });
}

/** At least one public key that may sign. */
function hasKey(answer: unknown): boolean {
  const { keys } = (answer ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) return false;
  return keys.some((key: unknown) => {
    const { kty, use = 'sig' } = (key ?? {}) as { kty?: unknown; use?: unknown };
    return ['RSA', 'EC', 'OKP'].includes(String(kty)) && use === 'sig';
  });
}
