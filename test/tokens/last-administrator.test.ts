import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../support/service.js';

describe('the last administrator stays', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(async () => service.stop());

  const administrators = async () => {
    const { body } = await service.request().get('/v1/api-keys');
    return (body as { items: { id: string; scopes: string[] }[] }).items.filter((key) =>
      key.scopes.includes('admin'),
    );
  };

  it('the last API key with the scope admin cannot be deleted', async () => {
    const [only] = await administrators();
    const refused = await service.request().delete(`/v1/api-keys/${only!.id}`);
    expect([refused.status, refused.body.type]).toEqual([422, '/problems/last-administrator']);
    expect(await administrators()).toHaveLength(1);
  });

  it('a key that ends does not count once it has ended, and another key does', async () => {
    const [only] = await administrators();
    const ended = { name: 'ended', scopes: ['admin'], expiresAt: new Date(Date.now() - 1000).toISOString() };
    await service.request().post('/v1/api-keys').send(ended);
    expect((await service.request().delete(`/v1/api-keys/${only!.id}`)).status).toBe(422);
    await service
      .request()
      .post('/v1/api-keys')
      .send({ name: 'other', scopes: ['admin'] });
    expect((await service.request().delete(`/v1/api-keys/${only!.id}`)).status).toBe(204);
  });

  it('of two that delete each other at once, one stays', async () => {
    const [first, second] = await Promise.all([service.keyWith('admin'), service.keyWith('admin')]);
    const unexpired = { scopes: { has: 'admin' }, expiresAt: null };
    const held = await service.assembly.db.prisma.apiKey.findMany({ where: unexpired });
    const results = await Promise.all(
      held.map(({ id }, at) => service.request(at % 2 === 0 ? first : second).delete(`/v1/api-keys/${id}`)),
    );
    expect(results.filter(({ status }) => status === 204).length).toBeLessThan(held.length);
    expect(await service.assembly.db.prisma.apiKey.count({ where: unexpired })).toBeGreaterThan(0);
  });
});
