import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const create = async (name: string) =>
  (
    await api()
      .request()
      .post('/v1/api-keys')
      .send({ name, scopes: ['users:read'] })
      .expect(201)
  ).body;

describe('200', () => {
  it('lists keys newest first, without their secrets, page by page', async () => {
    const made = [await create('first'), await create('second'), await create('third')];
    const { body } = await api().request().get('/v1/api-keys?limit=2').expect(200);
    expect(body.items.map((key: { name: string }) => key.name)).toEqual(['third', 'second']);
    const next = await api().request().get(`/v1/api-keys?limit=2&cursor=${body.nextCursor}`).expect(200);
    expect(next.body.items[0].name).toBe('first');
    const whole = await api().request().get('/v1/api-keys').expect(200);
    for (const { key } of made) expect(whole.text).not.toContain(key);
    expect(Object.keys(whole.body.items[0]).sort()).toEqual([
      'createdAt',
      'expiresAt',
      'id',
      'name',
      'scopes',
    ]);
  });
});

describeIfNoneMatch(api, () => '/v1/api-keys');

describe('400', () => {
  it.each([['garbage'], [Buffer.from(JSON.stringify(['api-key', 'no UUID'])).toString('base64url')]])(
    'refuses the cursor %s',
    async (cursor) => {
      expectProblem(await api().request().get('/v1/api-keys').query({ cursor }), 'invalid-cursor');
    },
  );
});

describeRefusedCallers(api, (agent) => agent.get('/v1/api-keys'), ['admin']);
