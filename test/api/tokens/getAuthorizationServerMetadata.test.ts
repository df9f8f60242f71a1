import { describe, expect, it } from '@jest/globals';
import { allScopes } from '../../../src/core/scopes.js';
import { issuer } from '../../support/service.js';
import { describeIfNoneMatch, useService } from '../api.js';

const api = useService();
const path = '/.well-known/oauth-authorization-server';

describe('200', () => {
  it('RFC 8414: says what there is, and each endpoint that it names answers', async () => {
    const { body } = await api().request(null).get(path).expect(200);
    expect(body).toMatchObject({
      issuer,
      grant_types_supported: ['client_credentials'],
      scopes_supported: allScopes,
    });
    const keys = await api().request(null).get(new URL(body.jwks_uri).pathname);
    const token = await api().request(null).post(new URL(body.token_endpoint).pathname).type('form').send({});
    expect([keys.status, token.status]).toEqual([200, 400]);
  });
});

describeIfNoneMatch(api, () => path);
