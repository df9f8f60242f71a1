import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createAdministrator, password, path, signInAs } from './administrator.js';

const api = useService();
const unlock = (id: string, bearer = api().key) => api().request(bearer).post(`${path}/${id}/unlock`);

describe('204', () => {
  it('rule 9.2: lifts the lock at any time, and does nothing where there is none', async () => {
    const administrator = await createAdministrator(api);
    await unlock(administrator.id).expect(204);
    const sign = (word: string) =>
      api()
        .request(null)
        .post('/v1/auth/sign-in')
        .send({ login: administrator.login, password: word, realm: 'administrators' });
    for (let wrong = 0; wrong < 10; wrong += 1) expectProblem(await sign('wrong'), 'sign-in-refused');
    expectProblem(await sign(password), 'sign-in-refused');
    await unlock(administrator.id).expect(204);
    await signInAs(api, administrator);
    const actions = (await auditOf(api, administrator.id)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'administrator.unlocked')).toHaveLength(1);
  });
});

describeRefusedCallers(api, (agent) => agent.post(`${path}/x/unlock`), ['admin']);

describe('403 for more than one holds', () => {
  it('nobody touches an administrator who may do more', async () => {
    const { id } = await createAdministrator(api);
    expectProblem(await unlock(id, await api().keyWith('admin')), 'scope-escalation');
  });
});

describe('404', () => {
  it('does not know a stranger', async () => {
    expectProblem(await unlock('x'), 'administrator-not-found');
  });
});
