import { describe, expect, it } from '@jest/globals';
import { programScopes } from '../../../src/core/scopes.js';
import { auditOf, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createAdministrator, password, path, signInAs } from './administrator.js';

const api = useService();
const post = (body: object) => api().request().post(path).send(body);

describe('201', () => {
  it('rule 12.1: creates an account with every scope, whose password never comes back', async () => {
    const response = await post({ login: 'root', displayName: 'Root', password }).expect(201);
    expect(response.body).toMatchObject({ login: 'root', displayName: 'Root' });
    expect(response.body.scopes).toEqual(programScopes);
    expect(response.text).not.toContain('argon2');
    const [event] = await auditOf(api, response.body.id);
    expect(event).toMatchObject({ action: 'administrator.created', target: { name: 'root' } });
    expect(JSON.stringify(event)).not.toMatch(/argon2|herons/);
  });

  it('keeps the scopes to what is given', async () => {
    const helpdesk = await createAdministrator(api, { scopes: ['users:read', 'users:write', 'users:read'] });
    expect(helpdesk.scopes).toEqual(['users:read', 'users:write']);
    const { accessToken } = await signInAs(api, helpdesk);
    await api().request(accessToken).get('/v1/users').expect(200);
    expectProblem(await api().request(accessToken).get('/v1/groups'), 'insufficient-scope');
    await api().request(accessToken).post('/v1/auth/sign-out').expect(204);
  });

  it('shares no namespace with users', async () => {
    await createUser(api, 'both');
    await post({ login: 'both', password }).expect(201);
  });
});

describe('400', () => {
  it.each([
    ['no password', { login: 'x1' }, '/password'],
    ['no scope at all', { login: 'x1', password, scopes: [] }, '/scopes'],
    ['a scope that is none', { login: 'x1', password, scopes: ['root'] }, '/scopes/0'],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.post(path).send({ login: 'refused', password }), ['admin']);

describe('403 for more than one holds', () => {
  it('nobody gives more than they hold, not by leaving it out either', async () => {
    const key = await api().keyWith('admin', 'users:read');
    const send = (body: object) => api().request(key).post(path).send(body);
    expectProblem(await send({ login: 'more', password, scopes: ['users:write'] }), 'scope-escalation');
    expectProblem(await send({ login: 'more', password }), 'scope-escalation');
    await send({ login: 'less', password, scopes: ['users:read'] }).expect(201);
  });
});

describe('409', () => {
  it('refuses a login that another administrator has, in any spelling', async () => {
    await post({ login: 'taken', password }).expect(201);
    for (const login of ['taken', 'TAKEN']) expectProblem(await post({ login, password }), 'login-taken');
  });

  it('leaves one of ten that take a login at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post({ login: 'race', password })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});

describe('422', () => {
  it('rule 9.1: refuses a password that the policy does not allow', async () => {
    expectProblem(await post({ login: 'weak', password: 'short' }), 'password-unacceptable', '/password');
  });

  it.each(['with space', '..', 'a@b'])('rule 1.2: refuses the login %s', async (login) => {
    expectProblem(await post({ login, password }), 'invalid-login', '/login');
  });
});
