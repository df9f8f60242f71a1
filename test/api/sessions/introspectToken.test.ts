import { beforeAll, describe, expect, it } from '@jest/globals';
import { issuer } from '../../support/service.js';
import { createUser, signIn, useService } from '../api.js';

const api = useService();
let client: { id: string; secret: string };
beforeAll(async () => {
  const request = { name: 'portal', scopes: ['users:read'] };
  client = (await api().request().post('/v1/service-accounts').send(request).expect(201)).body;
});

const path = '/oauth2/introspect';
const ask = (token: string | undefined, more: object = {}) =>
  api()
    .request(null)
    .post(path)
    .type('form')
    .send({
      ...(token === undefined ? {} : { token }),
      client_id: client.id,
      client_secret: client.secret,
      ...more,
    });

let count = 0;
const somebody = async () => signIn(api, await createUser(api, `asked${(count += 1)}`));

async function programToken(): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret };
  return (await api().request(null).post('/oauth2/token').type('form').send(form).expect(200)).body
    .access_token;
}

describe('200', () => {
  it('RFC 7662 §2.2: says what the access token of a person stands for', async () => {
    const { accessToken, user, session } = await somebody();
    const { body } = await ask(accessToken).expect(200);
    expect(body).toEqual({
      active: true,
      scope: 'me',
      client_id: 'foyer',
      username: user!.login,
      token_type: 'Bearer',
      exp: body.iat + 600,
      iat: expect.any(Number),
      sub: user!.id,
      aud: issuer,
      iss: issuer,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sid: session.id,
    });
  });

  it('says the same of a refresh token, and of the access token of a program', async () => {
    const { refreshToken, session, user } = await somebody();
    const { body } = await ask(refreshToken!, { token_type_hint: 'refresh_token' }).expect(200);
    expect(body).toMatchObject({ active: true, sub: user!.id, sid: session.id, scope: 'me' });
    const program = (await ask(await programToken()).expect(200)).body;
    expect(program).toMatchObject({ active: true, sub: client.id, username: 'portal', scope: 'users:read' });
  });

  it.each(['x', '', 'header.claims.signature', `foyer-refresh_${'A'.repeat(86)}`])(
    'says no more of %j than that it is no good',
    async (token) => {
      expect((await ask(token).expect(200)).body).toEqual({ active: false });
    },
  );

  it('says the same of the tokens of a session that has ended, and of a refresh token that was used', async () => {
    const first = await somebody();
    await api().request(first.accessToken).post('/v1/auth/sign-out').expect(204);
    for (const token of [first.accessToken, first.refreshToken!]) {
      expect((await ask(token).expect(200)).body).toEqual({ active: false });
    }
    const { refreshToken } = await somebody();
    await api().request(null).post('/v1/auth/refresh').send({ refreshToken }).expect(200);
    expect((await ask(refreshToken!).expect(200)).body).toEqual({ active: false });
  });

  it('says nothing of an API key, which is no token of OAuth', async () => {
    expect((await ask(api().key).expect(200)).body).toEqual({ active: false });
  });

  it('RFC 7662 §2.1: lets programs ask with a bearer token', async () => {
    const { accessToken } = await somebody();
    for (const bearer of [await api().keyWith(), await programToken()]) {
      const { body } = await api()
        .request(bearer)
        .post(path)
        .type('form')
        .send({ token: accessToken })
        .expect(200);
      expect(body.active).toBe(true);
    }
  });
});

describe('400', () => {
  it('misses the token', async () => {
    const response = await ask(undefined);
    expect([response.status, response.body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('401', () => {
  it('tells nobody who does not say who they are', async () => {
    const { accessToken } = await somebody();
    for (const more of [{ client_secret: 'wrong' }, { client_id: 'nobody' }]) {
      const response = await ask(accessToken, more);
      expect([response.status, response.body.error]).toEqual([401, 'invalid_client']);
    }
    const nobody = await api().request(null).post(path).type('form').send({ token: accessToken });
    expect([nobody.status, nobody.body.error]).toEqual([401, 'invalid_client']);
    expect(nobody.headers['www-authenticate']).toBe('Basic realm="foyer"');
  });

  it('tells no user, and nobody whose session has ended', async () => {
    const { accessToken } = await somebody();
    const send = () => api().request(accessToken).post(path).type('form').send({ token: accessToken });
    expect((await send()).body.error).toBe('invalid_client');
    await api().request(accessToken).post('/v1/auth/sign-out').expect(204);
    const response = await send();
    expect([response.status, response.body.error]).toEqual([401, 'invalid_client']);
  });
});
