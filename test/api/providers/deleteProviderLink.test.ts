import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { auditOf, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider } from './provider.js';

const api = useService();
const link = (user: string, provider: string) => `/v1/users/${user}/provider-links/${provider}`;

describe('204', () => {
  it('takes the link back, and records whose subject it was', async () => {
    const [user, provider] = [await createUser(api, 'unlinked'), await createProvider(api)];
    await api().request().put(link(user.id, provider.id)).send({ subject: 'subject-1' }).expect(200);
    await api().request().delete(link(user.id, provider.id)).expect(204);
    expect((await api().request().get(`/v1/users/${user.id}/provider-links`)).body.items).toEqual([]);
    expect((await auditOf(api, provider.id))[0]).toMatchObject({
      action: 'provider.user-unlinked',
      before: { subject: 'subject-1' },
    });
  });
});

describe('404', () => {
  it('there is no such link, user or provider', async () => {
    const [{ id: user }, { id: provider }] = [await createUser(api, 'alone'), await createProvider(api)];
    const remove = (path: string) => api().request().delete(path);
    expectProblem(await remove(link(user, provider)), 'provider-link-not-found');
    expectProblem(await remove(link('nobody', provider)), 'user-not-found');
    expectProblem(await remove(link(user, randomUUID())), 'provider-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.delete(link('nobody', randomUUID())), ['providers:write']);
