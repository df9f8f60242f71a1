import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/service-accounts').send(body);

describe('201', () => {
  it('shows a secret of 256 random bits once; with it the account gets tokens', async () => {
    const { body } = await post({ name: 'portal', scopes: ['users:read'] }).expect(201);
    expect(body.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const form = { grant_type: 'client_credentials', client_id: body.id, client_secret: body.secret };
    const token = await api().request(null).post('/oauth2/token').type('form').send(form).expect(200);
    await api().request(token.body.access_token).get('/v1/users').expect(200);
  });

  it('rule 12.2: records the account without its secret', async () => {
    const { secret, ...shown } = (await post({ name: 'audited', scopes: ['admin'] }).expect(201)).body;
    const [event] = await auditOf(api, shown.id);
    expect(event).toMatchObject({ action: 'service-account.created', before: null, after: shown });
    expect(JSON.stringify(event)).not.toContain(secret);
  });
});

describe('400', () => {
  it.each([
    [{ name: '', scopes: ['users:read'] }, '/name'],
    [{ name: 'x' }, '/scopes'],
    [{ name: 'x', scopes: ['users:read', 'users:*'] }, '/scopes/1'],
    [{ name: 'x', scopes: ['users:read'], secret: 'mine' }, '/secret'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.post('/v1/service-accounts').send({ name: 'x', scopes: ['users:read'] }),
  ['admin'],
);

describe('403 for more than the caller holds', () => {
  it('nobody gives more than they hold', async () => {
    const agent = api().request(await api().keyWith('admin'));
    const response = await agent.post('/v1/service-accounts').send({ name: 'more', scopes: ['audit:read'] });
    expectProblem(response, 'scope-escalation');
  });
});
