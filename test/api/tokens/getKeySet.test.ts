import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('RFC 7517: shows everybody the public halves, and never a private one', async () => {
    const { body, headers } = await api().request(null).get('/.well-known/jwks.json').expect(200);
    expect(body.keys).toHaveLength(1);
    expect(body.keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(Object.keys(body.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(headers['cache-control']).toBe('public, max-age=240');
  });
});

describeIfNoneMatch(api, () => '/.well-known/jwks.json');
