import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createAdministrator } from '../administrators/administrator.js';
import { describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider } from './provider.js';

const api = useService();
const list = (administrator: string) =>
  api().request().get(`/v1/administrators/${administrator}/provider-links`);

describe('200', () => {
  it('lists as whom providers know an administrator, until the provider is removed', async () => {
    const { id } = await createAdministrator(api);
    const [first, second] = [await createProvider(api), await createProvider(api)];
    for (const provider of [first, second]) {
      const path = `/v1/administrators/${id}/provider-links/${provider.id}`;
      await api().request().put(path).send({ subject: 'x' }).expect(200);
    }
    const { body } = await list(id).expect(200);
    const providers = body.items.map(({ provider }: { provider: { id: string } }) => provider.id);
    expect(providers).toEqual([first.id, second.id]);
    await api().request().delete(`/v1/providers/${first.id}`).expect(204);
    expect((await list(id)).body.items).toMatchObject([{ provider: { id: second.id } }]);
  });

  it('rule 12.1: a deleted administrator leaves no link behind', async () => {
    const [{ id }, provider] = [await createAdministrator(api), await createProvider(api)];
    await createAdministrator(api);
    const put = (administrator: string) =>
      api()
        .request()
        .put(`/v1/administrators/${administrator}/provider-links/${provider.id}`)
        .send({ subject: 'free' });
    await put(id).expect(200);
    await api().request().delete(`/v1/administrators/${id}`).expect(204);
    await put((await createAdministrator(api)).id).expect(200);
  });
});

describe('404', () => {
  it('there is no such administrator', async () => {
    expectProblem(await list(randomUUID()), 'administrator-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.get(`/v1/administrators/${randomUUID()}/provider-links`), [
  'admin',
]);
