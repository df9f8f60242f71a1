import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../../support/service.js';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
let other: TestService;
const remove = (id: string) => api().request().delete(`/v1/service-accounts/${id}`);

async function accountWithToken() {
  const request = { name: 'portal', scopes: ['users:read', 'rights:read'] };
  const account = (await api().request().post('/v1/service-accounts').send(request).expect(201)).body;
  const form = { grant_type: 'client_credentials', client_id: account.id, client_secret: account.secret };
  const issue = () => api().request(null).post('/oauth2/token').type('form').send(form);
  return { account, issue, token: (await issue().expect(200)).body.access_token as string };
}

beforeAll(async () => {
  other = await startTestService({ beside: api() });
});
afterAll(() => other.stop());

describe('204', () => {
  it('kills its tokens at once, on every instance, and gives no more', async () => {
    const { account, issue, token } = await accountWithToken();
    const paths = ['/v1/users', '/v1/effective-rights?subject=nobody'];
    const asks = () => paths.flatMap((path) => [api(), other].map((one) => one.request(token).get(path)));
    for (const ask of [...asks(), ...asks()]) expect((await ask).status).toBe(200);
    await remove(account.id).expect(204);
    for (const ask of asks()) expectProblem(await ask, 'unauthenticated');
    const refused = await issue();
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
  });

  it('rule 12.2: records the account without its secret', async () => {
    const { secret, ...shown } = (await accountWithToken()).account;
    await remove(shown.id).expect(204);
    const [event] = await auditOf(api, shown.id);
    expect(event).toMatchObject({ action: 'service-account.deleted', before: shown, after: null });
    expect(JSON.stringify(event)).not.toContain(secret);
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.delete('/v1/service-accounts/00000000-0000-7000-8000-00000000beef'),
  ['admin'],
);

describe('404', () => {
  it.each(['00000000-0000-7000-8000-00000000beef', 'nonsense'])('knows no account %s', async (id) => {
    expectProblem(await remove(id), 'service-account-not-found');
  });
});
