import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { describeIfNoneMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider } from './provider.js';

const api = useService();
const get = (provider: string) => api().request().get(`/v1/providers/${provider}`);

describe('200', () => {
  it.each(['password', 'ntlm', 'kerberos'])('rule 8.1: %s has its word and its UUID', async (type) => {
    const { body } = await get(type).expect(200);
    expect(body).toMatchObject({ type, clientId: null, issuer: null, redirectUri: null });
    expect((await get(body.id as string).expect(200)).body).toEqual(body);
  });

  it('answers a provider', async () => {
    const provider = await createProvider(api);
    expect((await get(provider.id).expect(200)).body).toEqual(provider);
  });
});

describeIfNoneMatch(api, async () => `/v1/providers/${(await createProvider(api)).id}`);

describe('404', () => {
  it.each([randomUUID(), 'keycloak', 'Password', 'nobody'])('there is no %s', async (provider) => {
    expectProblem(await get(provider), 'provider-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/providers/password'), ['providers:read']);
