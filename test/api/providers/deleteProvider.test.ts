import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { auditOf, describeIfMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider } from './provider.js';

const api = useService();
const remove = (provider: string) => api().request().delete(`/v1/providers/${provider}`);

describe('204', () => {
  it('rules 8.1 and 8.8: removes a provider, also from the zones that allowed it', async () => {
    const { id } = await createProvider(api);
    const zone = () => api().request().get('/v1/zones/external');
    const methods = ['password', id];
    const { body } = await api().request().patch('/v1/zones/external').send({ methods }).expect(200);
    expect(body.methods).toEqual(methods);
    await remove(id).expect(204);
    expectProblem(await api().request().get(`/v1/providers/${id}`), 'provider-not-found');
    expect((await zone()).body.methods).toEqual(['password']);
    expect((await auditOf(api, id)).map(({ action }) => action)).toEqual([
      'provider.deleted',
      'provider.created',
    ]);
    const [event] = await auditOf(api, 'external');
    expect(event).toMatchObject({ action: 'zone.changed', after: { methods: ['password'] } });
  });
});

describe('404', () => {
  it('there is no such provider, or no more', async () => {
    expectProblem(await remove(randomUUID()), 'provider-not-found');
    const { id } = await createProvider(api);
    await remove(id).expect(204);
    expectProblem(await remove(id), 'provider-not-found');
  });
});

describe('422', () => {
  it.each(['password', 'ntlm', 'kerberos'])('rule 8.1: %s stays', async (type) => {
    expectProblem(await remove(type), 'built-in-method');
  });
});

describeIfMatch(api, async () => {
  const path = `/v1/providers/${(await createProvider(api)).id}`;
  return { path, write: (agent) => agent.delete(path) };
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/providers/password'), ['providers:write']);
