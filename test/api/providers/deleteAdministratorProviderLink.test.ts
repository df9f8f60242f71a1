import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createAdministrator } from '../administrators/administrator.js';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider } from './provider.js';

const api = useService();
const link = (administrator: string, provider: string) =>
  `/v1/administrators/${administrator}/provider-links/${provider}`;

describe('204', () => {
  it('takes the link back, and records whose subject it was', async () => {
    const [{ id }, provider] = [await createAdministrator(api), await createProvider(api)];
    await api().request().put(link(id, provider.id)).send({ subject: 'subject-1' }).expect(200);
    await api().request().delete(link(id, provider.id)).expect(204);
    const { body } = await api().request().get(`/v1/administrators/${id}/provider-links`);
    expect(body.items).toEqual([]);
    expect((await auditOf(api, provider.id))[0]).toMatchObject({
      action: 'provider.administrator-unlinked',
      target: { kind: 'administrator', id },
      before: { subject: 'subject-1' },
    });
  });
});

describe('404', () => {
  it('there is no such link, administrator or provider', async () => {
    const [{ id }, { id: provider }] = [await createAdministrator(api), await createProvider(api)];
    const remove = (path: string) => api().request().delete(path);
    expectProblem(await remove(link(id, provider)), 'provider-link-not-found');
    expectProblem(await remove(link(randomUUID(), provider)), 'administrator-not-found');
    expectProblem(await remove(link(id, randomUUID())), 'provider-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.delete(link(randomUUID(), randomUUID())), ['admin']);
