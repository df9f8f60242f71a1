import { describe, expect, it } from '@jest/globals';
import { auditOf, createUser, expectProblem, signIn, useService } from '../api.js';

const api = useService();
const revoke = (form: object) => api().request(null).post('/oauth2/revoke').type('form').send(form);

let count = 0;
const somebody = async () => signIn(api, await createUser(api, `revoked${(count += 1)}`));

describe('200', () => {
  it.each(['accessToken', 'refreshToken'] as const)(
    'RFC 7009 §2.1: ends the session of the %s, and so every token of it',
    async (kind) => {
      const signedIn = await somebody();
      const response = await revoke({ token: signedIn[kind] });
      expect([response.status, response.text]).toEqual([200, '']);
      expectProblem(await api().request(signedIn.accessToken).get('/userinfo'), 'session-ended');
      const { refreshToken } = signedIn;
      expectProblem(
        await api().request(null).post('/v1/auth/refresh').send({ refreshToken }),
        'session-ended',
      );
      const [event] = await auditOf(api, signedIn.session.id);
      expect(event).toMatchObject({ action: 'session.ended', after: { reason: 'revoked' } });
    },
  );

  it.each(['x', 'header.claims.signature', `foyer-refresh_${'A'.repeat(86)}`])(
    'RFC 7009 §2.2: takes %s for revoked',
    async (token) => {
      await revoke({ token, token_type_hint: 'refresh_token' }).expect(200);
    },
  );

  it('changes nothing for a used token, and nothing twice', async () => {
    const { refreshToken, accessToken } = await somebody();
    const { body } = await api().request(null).post('/v1/auth/refresh').send({ refreshToken }).expect(200);
    await revoke({ token: refreshToken }).expect(200);
    await api().request(accessToken).get('/userinfo').expect(200);
    await revoke({ token: body.refreshToken }).expect(200);
    await revoke({ token: body.refreshToken }).expect(200);
    expect((await auditOf(api, body.session.id)).map(({ action }) => action)).toEqual([
      'session.ended',
      'session.started',
    ]);
  });
});

describe('400', () => {
  it('misses the token', async () => {
    const response = await revoke({});
    expect([response.status, response.body.error]).toEqual([400, 'invalid_request']);
  });

  it('RFC 7009 §2.2.1: does not take back the token of a program', async () => {
    const { body } = await api()
      .request()
      .post('/v1/service-accounts')
      .send({ name: 'portal', scopes: ['users:read'] });
    const form = { grant_type: 'client_credentials', client_id: body.id, client_secret: body.secret };
    const token = (await api().request(null).post('/oauth2/token').type('form').send(form)).body.access_token;
    const response = await revoke({ token });
    expect([response.status, response.body.error]).toEqual([400, 'unsupported_token_type']);
  });
});

describe('415', () => {
  it('takes forms only', async () => {
    const response = await api().request(null).post('/oauth2/revoke').send({ token: 'x' });
    expect([response.status, response.body.error]).toEqual([415, 'invalid_request']);
  });
});
