import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createAdministrator, path, signInAs } from './administrator.js';

const api = useService();
const remove = (id: string, bearer = api().key) => api().request(bearer).delete(`${path}/${id}`);

describe('422', () => {
  it('rule 12.1: the last administrator stays, whoever asks, and however many API keys there are', async () => {
    const last = await createAdministrator(api);
    await createAdministrator(api, { scopes: ['users:read'] });
    expectProblem(await remove(last.id), 'last-administrator');
    expectProblem(await remove(last.id, (await signInAs(api, last)).accessToken), 'last-administrator');
    await signInAs(api, last);
  });

  it('of two that delete each other at the same time, one stays', async () => {
    const [first, second] = [await createAdministrator(api), await createAdministrator(api)];
    const { items } = (await api().request().get(path)).body;
    for (const { id } of items) {
      if (id !== first.id && id !== second.id) await remove(id);
    }
    const tokens = [await signInAs(api, first), await signInAs(api, second)].map(
      ({ accessToken }) => accessToken,
    );
    const answers = await Promise.all([remove(second.id, tokens[0]), remove(first.id, tokens[1])]);
    expect(answers.filter(({ status }) => status === 204).length).toBeLessThanOrEqual(1);
    expect((await api().request().get(path)).body.items.length).toBeGreaterThan(0);
  });
});

describe('204', () => {
  it('ends every session at once and leaves a trace', async () => {
    await createAdministrator(api);
    const leaving = await createAdministrator(api);
    const { accessToken, refreshToken } = await signInAs(api, leaving);
    await api().request(accessToken).get('/v1/users').expect(200);
    await remove(leaving.id).expect(204);
    expectProblem(await api().request(accessToken).get('/v1/users'), 'unauthenticated');
    expectProblem(
      await api().request(null).post('/v1/auth/refresh').send({ refreshToken }),
      'refresh-refused',
    );
    expect((await auditOf(api, leaving.id))[0]).toMatchObject({ action: 'administrator.deleted' });
  });
});

describeRefusedCallers(api, (agent) => agent.delete(`${path}/x`), ['admin']);

describe('403 for more than one holds', () => {
  it('nobody touches an administrator who may do more', async () => {
    const { id } = await createAdministrator(api);
    expectProblem(await remove(id, await api().keyWith('admin', 'users:read')), 'scope-escalation');
  });
});

describe('404', () => {
  it.each(['no-uuid', '00000000-0000-7000-8000-00000000beef'])('does not know %s', async (id) => {
    expectProblem(await remove(id), 'administrator-not-found');
  });
});
