/** The public keys of a provider, for tokens that it sends by itself. */
import { createRemoteJWKSet, customFetch as joseFetch, type JWTVerifyGetKey } from 'jose';
import { customFetch, type Configuration } from 'openid-client';

const keysByClient = new WeakMap<Configuration, JWTVerifyGetKey>();

/** Fetched when needed, over the same way out and under the same expectations as everything else of the provider. */
export function keysOf(client: Configuration): JWTVerifyGetKey {
  const known = keysByClient.get(client);
  if (known !== undefined) return known;
  const send = client[customFetch]!;
  const keys = createRemoteJWKSet(new URL(client.serverMetadata().jwks_uri!), {
    [joseFetch]: (url, { headers }) =>
      send(url, {
        method: 'GET',
        headers: Object.fromEntries(headers.entries()),
        body: undefined,
        redirect: 'manual',
      }),
  });
  keysByClient.set(client, keys);
  return keys;
}
