import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider, setIcon } from './provider.js';

const api = useService();
const remove = (provider: string) => api().request().delete(`/v1/providers/${provider}/icon`);

describe('204', () => {
  it('removes the icon', async () => {
    const { id } = await createProvider(api);
    await setIcon(api, id);
    await remove(id).expect(204);
    expect((await api().request().get(`/v1/providers/${id}`)).body.icon).toBeNull();
    expect((await auditOf(api, id))[0]).toMatchObject({
      action: 'provider.icon-changed',
      after: { icon: null },
    });
  });
});

describe('404', () => {
  it('there is no icon, or no provider', async () => {
    expectProblem(await remove((await createProvider(api)).id), 'icon-not-found');
    expectProblem(await remove('nobody'), 'provider-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/providers/password/icon'), ['providers:write']);
