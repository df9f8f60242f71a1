import { describe, expect, it } from '@jest/globals';
import { expectProblem, useService } from '../api.js';
import { createProvider, icon, setIcon } from './provider.js';

const api = useService();
const get = (provider: string) => api().request(null).get(`/v1/providers/${provider}/icon`);

describe('200', () => {
  it('rule 8.2: shows anybody the icon, under a policy that lets it do nothing', async () => {
    const { id } = await createProvider(api);
    await setIcon(api, id);
    const response = await get(id).expect(200);
    expect(response.body.toString()).toBe(icon);
    expect(response.headers).toMatchObject({
      'content-type': expect.stringMatching(/^image\/svg\+xml/),
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });
});

describe('304', () => {
  it('answers the present ETag without a body', async () => {
    await setIcon(api, 'ntlm');
    const { headers } = await get('ntlm').expect(200);
    const unchanged = await get('ntlm').set('If-None-Match', headers['etag'] ?? '');
    expect(unchanged.status).toBe(304);
  });
});

describe('404', () => {
  it('there is no icon, or no provider', async () => {
    expectProblem(await get((await createProvider(api)).id), 'icon-not-found');
    expectProblem(await get('nobody'), 'provider-not-found');
  });
});
