/** What the tests of providers share. */
import { afterAll, beforeAll } from '@jest/globals';
import type { Provider } from '../../../src/providers/providers.schema.js';
import { ProviderStub, type Certificate } from '../../support/provider-stub.js';
import type { Api } from '../api.js';

export const corp = {
  type: 'keycloak',
  name: 'Corp account',
  clientId: 'foyer',
  clientSecret: 'canary-client-secret',
  issuer: 'https://sso.corp.example/realms/corp',
};

/** Nothing outside is asked for a provider that is only kept. */
export async function createProvider(api: Api, fields: object = {}): Promise<Provider> {
  const { body } = await api()
    .request()
    .post('/v1/providers')
    .send({ ...corp, ...fields })
    .expect(201);
  return body as Provider;
}

export const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';

export async function setIcon(api: Api, provider: string, svg = icon): Promise<void> {
  const path = `/v1/providers/${provider}/icon`;
  await api().request().put(path).type('image/svg+xml').send(svg).expect(204);
}

/** Starts a provider before the tests of a file and stops it after them. */
export function useStub(certificate?: () => Certificate): () => ProviderStub {
  let stub: ProviderStub | undefined;
  beforeAll(async () => {
    stub = await ProviderStub.start(certificate?.());
  });
  afterAll(async () => {
    await stub?.stop();
  });
  return () => stub!;
}
