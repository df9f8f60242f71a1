import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../../support/service.js';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
let other: TestService;
const create = async (...scopes: string[]) =>
  (await api().request().post('/v1/api-keys').send({ name: 'short-lived', scopes }).expect(201)).body;
const remove = (id: string) => api().request().delete(`/v1/api-keys/${id}`);

beforeAll(async () => {
  other = await startTestService({ beside: api() });
});
afterAll(() => other.stop());

describe('204', () => {
  it('refuses the very next request, on every instance, whatever was remembered', async () => {
    const { id, key } = await create('rights:read', 'users:read');
    const asks = () =>
      ['/v1/effective-rights?subject=nobody', '/v1/users', '/v1/rights'].flatMap((path) => [
        api().request(key).get(path),
        other.request(key).get(path),
      ]);
    for (const ask of [...asks(), ...asks()]) expect((await ask).status).toBe(200);
    await remove(id).expect(204);
    for (const ask of asks()) expectProblem(await ask, 'unauthenticated');
  });

  it('leaves other keys alone', async () => {
    const { id } = await create('users:read');
    const { key } = await create('users:read');
    await other.request(key).get('/v1/users').expect(200);
    await remove(id).expect(204);
    await other.request(key).get('/v1/users').expect(200);
  });

  it('rule 12.2: records the key without its secret', async () => {
    const { key, ...shown } = await create('users:read');
    await remove(shown.id).expect(204);
    const [event] = await auditOf(api, shown.id);
    expect(event).toMatchObject({ action: 'api-key.deleted', before: shown, after: null });
    expect(JSON.stringify(event)).not.toContain(key);
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/api-keys/00000000-0000-7000-8000-00000000beef'), [
  'admin',
]);

describe('404', () => {
  it.each(['00000000-0000-7000-8000-00000000beef', 'nonsense'])('knows no key %s', async (id) => {
    expectProblem(await remove(id), 'api-key-not-found');
  });

  it('lets exactly one of three parallel deletions through', async () => {
    const { id } = await create('users:read');
    const answers = await Promise.all([remove(id), remove(id), remove(id)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 404, 404]);
  });
});
