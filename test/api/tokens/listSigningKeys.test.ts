import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('lists the key that signs, without its private half', async () => {
    const { body } = await api().request().get('/v1/keys').expect(200);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ algorithm: 'ES256', state: 'current', retiresAt: null });
    expect(Object.keys(body.items[0]).sort()).toEqual([
      'algorithm',
      'createdAt',
      'id',
      'retiresAt',
      'signsFrom',
      'state',
    ]);
  });
});

describeIfNoneMatch(api, () => '/v1/keys');
describeRefusedCallers(api, (agent) => agent.get('/v1/keys'), ['admin']);
