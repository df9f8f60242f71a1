import { beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { issuer } from '../../support/service.js';
import { useService } from '../api.js';

const api = useService();
let id: string;
let secret: string;

beforeAll(async () => {
  const request = { name: 'portal', scopes: ['users:read', 'groups:read'] };
  const { body } = await api().request().post('/v1/service-accounts').send(request).expect(201);
  ({ id, secret } = body);
});

const send = (form: object, authorization?: string) => {
  const request = api().request(null).post('/oauth2/token').type('form');
  return (authorization === undefined ? request : request.set('Authorization', authorization)).send(form);
};
const grant = { grant_type: 'client_credentials' };
const inBody = (more: object = {}) => ({ ...grant, client_id: id, client_secret: secret, ...more });
const basic = (name: string, word: string) => `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}`;

describe('200', () => {
  it('RFC 6749 §5.1, RFC 9068: gives a token for ten minutes (rule 14)', async () => {
    const response = await send(inBody()).expect(200);
    const { access_token, ...rest } = response.body;
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600, scope: 'users:read groups:read' });
    expect(response.headers['cache-control']).toBe('no-store');
    const { kid, ...header } = decodeProtectedHeader(access_token);
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt' });
    const keys = await api().request(null).get('/.well-known/jwks.json');
    expect(keys.body.keys.map((key: { kid: string }) => key.kid)).toContain(kid);
    const claims = decodeJwt(access_token);
    expect(claims).toMatchObject({ iss: issuer, aud: issuer, sub: id, client_id: id, scope: rest.scope });
    expect(claims.exp! - claims.iat!).toBe(600);
    expect(claims.jti).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('RFC 6749 §2.3.1: takes the credentials in the header', async () => {
    await send(grant, basic(id, secret)).expect(200);
    await send(grant, basic(encodeURIComponent(id), encodeURIComponent(secret))).expect(200);
  });

  it('RFC 6749 §3.3: narrows the scope to what is asked for', async () => {
    const { body } = await send(inBody({ scope: 'groups:read' })).expect(200);
    expect(body.scope).toBe('groups:read');
    await api().request(body.access_token).get('/v1/groups').expect(200);
    await api().request(body.access_token).get('/v1/users').expect(403);
  });

  it('RFC 6749 §3.2: ignores parameters that it does not know', async () => {
    await send(inBody({ audience: 'x', resource: 'https://api.example' })).expect(200);
  });
});

describe('400', () => {
  it.each([
    ['no grant type', () => ({ client_id: id, client_secret: secret }), 'invalid_request'],
    ['another grant type', () => inBody({ grant_type: 'password' }), 'unsupported_grant_type'],
    ['a scope beyond the account', () => inBody({ scope: 'users:read admin' }), 'invalid_scope'],
    ['a scope that is none', () => inBody({ scope: 'root' }), 'invalid_scope'],
  ])('says %s in the words of RFC 6749', async (_, form, error) => {
    const response = await send(form());
    expect([response.status, response.body.error]).toEqual([400, error]);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
  });

  it('refuses a parameter that comes twice, and credentials in both places', async () => {
    const twice = await api()
      .request(null)
      .post('/oauth2/token')
      .type('form')
      .send('grant_type=a&grant_type=b');
    expect([twice.status, twice.body.error]).toEqual([400, 'invalid_request']);
    const both = await send(inBody(), basic(id, secret));
    expect([both.status, both.body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('401', () => {
  it.each([
    ['a wrong secret', () => inBody({ client_secret: `${secret}x` })],
    ['an unknown client', () => inBody({ client_id: '00000000-0000-7000-8000-00000000beef' })],
    ['a client that is no UUID', () => inBody({ client_id: 'portal' })],
    ['no credentials', () => grant],
  ])('answers %s with the same words and an invitation', async (_, form) => {
    const response = await send(form());
    expect([response.status, response.body.error]).toEqual([401, 'invalid_client']);
    expect(response.headers['www-authenticate']).toBe('Basic realm="foyer"');
    expect(response.text).not.toContain(secret);
  });

  it.each(['Basic', 'Basic !!!', 'Basic bm9jb2xvbg==', 'Bearer x', 'Basic JXp6OiV6eg=='])(
    'refuses the header %s',
    async (authorization) => {
      const response = await send(grant, authorization);
      expect([response.status, response.body.error]).toEqual([401, 'invalid_client']);
    },
  );
});

describe('413', () => {
  it('refuses a form beyond a mebibyte', async () => {
    const response = await send({ scope: 'x'.repeat(1024 * 1024) });
    expect([response.status, response.body.error]).toEqual([413, 'invalid_request']);
  });
});

describe('415', () => {
  it('takes forms only', async () => {
    const response = await api().request(null).post('/oauth2/token').send(inBody());
    expect([response.status, response.body.error]).toEqual([415, 'invalid_request']);
  });
});
