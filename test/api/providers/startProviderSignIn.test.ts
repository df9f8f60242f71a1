import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { expectProblem, useService } from '../api.js';
import { createProvider, useStub } from './provider.js';
import { allowIn, allowProvider, brought, depart, returnTo, signInOptions } from './sign-in.js';

const api = useService(signInOptions);
const stub = useStub();

describe('303', () => {
  it('rule 8.5: sends the browser away with PKCE, state, nonce and the exact redirect URI', async () => {
    const { id } = await allowProvider(api, stub(), { scopes: 'openid email' });
    const { response, location, cookie } = await depart(api, id);
    expect(response.status).toBe(303);
    expect(location.startsWith(`${stub().origin}/authorize?`)).toBe(true);
    const asked = Object.fromEntries(new URL(location).searchParams);
    expect(asked).toEqual({
      response_type: 'code',
      client_id: 'foyer',
      redirect_uri: 'http://foyer.test/v1/auth/oidc/callback',
      scope: 'openid email',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(cookie).toMatch(/^foyer-sign-in=[\w-]{43}$/);
    const [set] = response.headers['set-cookie'] as unknown as string[];
    expect(set).toMatch(/; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  });

  it('rule 8.5: keeps neither the state nor the verifier in the clear', async () => {
    const { id } = await allowProvider(api, stub());
    const { state, cookie } = await depart(api, id);
    const { rows } = await api().assembly.db.pool.query('SELECT f::text AS row FROM sign_in_flows f');
    const stored = rows.map(({ row }) => row as string).join();
    for (const secret of [state, cookie.split('=')[1]!]) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(api().log.join()).not.toContain(state);
  });

  it('gives each try a state and nonce of its own, and each browser one cookie', async () => {
    const { id } = await allowProvider(api, stub());
    const first = await depart(api, id);
    const second = await depart(api, id, {}, first.cookie);
    expect(second.state).not.toBe(first.state);
    expect(second.cookie).toBe(first.cookie);
    const odd = await depart(api, id, {}, 'foyer-sign-in=short');
    expect(odd.cookie).not.toBe('foyer-sign-in=short');
  });

  it('takes the addresses of apps too', async () => {
    const { id } = await allowProvider(api, stub());
    const { location } = await depart(api, id, { returnTo: 'com.corp.meet:/signed-in' });
    expect(location.startsWith(`${stub().origin}/authorize?`)).toBe(true);
  });

  it('rules 7.3 and 8.8: goes back where the provider is off, or the zone does not have it', async () => {
    const off = await allowProvider(api, stub(), { enabled: false });
    const nowhere = await createProvider(api, stub().settings());
    const adfs = await allowProvider(api, stub(), { type: 'adfs' });
    for (const { id } of [off, nowhere, adfs]) {
      const query = brought((await depart(api, id)).response);
      expect(Object.fromEntries(query)).toEqual({ error: 'sign-in-method-unavailable' });
    }
  });

  it('rule 7.4: goes back where the zone is switched off', async () => {
    const { id } = await allowProvider(api, stub());
    const zone = (enabled: boolean) =>
      api().request().patch('/v1/zones/trusted').send({ enabled }).expect(200);
    await zone(false);
    expect(brought((await depart(api, id)).response).get('error')).toBe('sign-in-unavailable');
    await zone(true);
  });

  it('goes back when the provider does not answer, and asks it again only a little later', async () => {
    const { id } = await allowProvider(api, stub(), { issuer: 'http://127.0.0.1:1' });
    for (const _ of [1, 2]) {
      expect(brought((await depart(api, id)).response).get('error')).toBe('provider-failed');
    }
    stub().handlers['/.well-known/openid-configuration'] = (_request, response) => response.end('{}');
    const lying = await allowProvider(api, stub());
    const count = stub().requests.length;
    for (const _ of [1, 2, 3]) await depart(api, lying.id);
    expect(stub().requests.length).toBe(count + 1);
    delete stub().handlers['/.well-known/openid-configuration'];
  });
});

describe('404', () => {
  it.each([randomUUID(), 'password', 'kerberos', 'x'])('there is no provider %s', async (provider) => {
    expectProblem((await depart(api, provider)).response, 'provider-not-found');
  });
});

describe('400', () => {
  it('needs returnTo, and a challenge that is one', async () => {
    const { id } = await allowProvider(api, stub());
    expectProblem(await api().request(null).get(`/v1/auth/oidc/${id}/start`), 'malformed-request');
    expectProblem((await depart(api, id, { codeChallenge: 'x' })).response, 'malformed-request');
    expectProblem((await depart(api, id, { next: 'x' })).response, 'unknown-query-parameter');
  });
});

describe('422', () => {
  it.each([
    'https://evil.example/signed-in',
    `${returnTo}/`,
    `${returnTo}?next=https://evil.example`,
    `${returnTo}#x`,
    `${returnTo}@evil.example`,
    'https://meet.corp.example/signed-in%2f..',
    'HTTPS://MEET.CORP.EXAMPLE/signed-in',
    '//meet.corp.example/signed-in',
    'javascript:alert(1)',
    '',
  ])('rule 8.5: is no open redirect: %s', async (elsewhere) => {
    const { id } = await allowProvider(api, stub());
    await allowIn(api, 'trusted', id);
    const { response } = await depart(api, id, { returnTo: elsewhere });
    expectProblem(response, 'return-not-allowed');
    expect(response.headers['location']).toBeUndefined();
  });
});
