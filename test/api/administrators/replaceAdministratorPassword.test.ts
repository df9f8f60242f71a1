import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createAdministrator, password, path, signInAs } from './administrator.js';

const api = useService();
const next = 'ten herons cross the fjord';
const put = (id: string, word: string, bearer = api().key) =>
  api().request(bearer).put(`${path}/${id}/password`).send({ password: word });

describe('204', () => {
  it('rule 2.4: the new password counts, and the sessions of the old one end', async () => {
    const administrator = await createAdministrator(api);
    const { accessToken } = await signInAs(api, administrator);
    await put(administrator.id, next).expect(204);
    expectProblem(await api().request(accessToken).get('/v1/users'), 'session-ended');
    const body = { login: administrator.login, password, realm: 'administrators' };
    expectProblem(await api().request(null).post('/v1/auth/sign-in').send(body), 'sign-in-refused');
    await signInAs(api, administrator, next);
    const events = await auditOf(api, administrator.id);
    expect(events.map(({ action }) => action)).toContain('administrator.password-changed');
    expect(JSON.stringify(events)).not.toMatch(/argon2|herons/);
  });

  it('spares the session that asks', async () => {
    const administrator = await createAdministrator(api);
    const [here, there] = [await signInAs(api, administrator), await signInAs(api, administrator)];
    await put(administrator.id, next, here.accessToken).expect(204);
    await api().request(here.accessToken).get('/v1/users').expect(200);
    expectProblem(await api().request(there.accessToken).get('/v1/users'), 'session-ended');
  });
});

describeRefusedCallers(api, (agent) => agent.put(`${path}/x/password`).send({ password: next }), ['admin']);

describe('403 for more than one holds', () => {
  it('nobody takes over an administrator who may do more', async () => {
    const { id } = await createAdministrator(api);
    expectProblem(await put(id, next, await api().keyWith('admin')), 'scope-escalation');
  });
});

describe('404', () => {
  it('does not know a stranger', async () => {
    expectProblem(await put('00000000-0000-7000-8000-00000000beef', next), 'administrator-not-found');
  });
});

describe('422', () => {
  it('rule 9.1: refuses a password that the policy does not allow', async () => {
    const { id } = await createAdministrator(api);
    expectProblem(await put(id, 'short'), 'password-unacceptable', '/password');
  });
});
