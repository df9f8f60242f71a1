import { describe, expect, it } from '@jest/globals';
import { createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider } from './provider.js';

const api = useService();
const list = (user: string) => api().request().get(`/v1/users/${user}/provider-links`);

describe('200', () => {
  it('lists as whom providers know somebody, until the provider is removed', async () => {
    const { id } = await createUser(api, 'known');
    const providers = [await createProvider(api), await createProvider(api)];
    for (const provider of providers) {
      await api()
        .request()
        .put(`/v1/users/${id}/provider-links/${provider.id}`)
        .send({ subject: 'x' })
        .expect(200);
    }
    const { body } = await list('known').expect(200);
    expect(body.items.map((link: { provider: { id: string } }) => link.provider.id)).toEqual(
      providers.map((provider) => provider.id),
    );
    await api().request().delete(`/v1/providers/${providers[0]!.id}`).expect(204);
    expect((await list('known')).body.items).toHaveLength(1);
  });

  it('rule 2.14: a deleted user leaves no link behind, and the next of that login has none', async () => {
    const { id } = await createUser(api, 'gone');
    const provider = await createProvider(api);
    const put = (user: string) =>
      api().request().put(`/v1/users/${user}/provider-links/${provider.id}`).send({ subject: 'free' });
    await put(id).expect(200);
    await api().request().delete(`/v1/users/${id}`).expect(204);
    await createUser(api, 'gone');
    expect((await list('gone')).body.items).toEqual([]);
    await put('gone').expect(200);
  });
});

describe('404', () => {
  it('there is no such user', async () => {
    expectProblem(await list('nobody'), 'user-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/users/nobody/provider-links'), ['providers:read']);
