import { describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { createUser, expectProblem, useService } from '../api.js';
import { useStub } from './provider.js';
import { allowProvider, brought, comeBack, depart, exchange, signInOptions, travel } from './sign-in.js';

const api = useService(signInOptions);
const stub = useStub();

/** A code for somebody new. */
async function codeFor(login: string): Promise<{ code: string; provider: string; user: string }> {
  const { id: user } = await createUser(api, login);
  stub().claims = { sub: `subject of ${login}`, preferred_username: login };
  const { id: provider } = await allowProvider(api, stub());
  return { code: (await travel(api, stub(), provider)).get('code')!, provider, user };
}

describe('200', () => {
  it('rule 8.5: gives tokens as a password would, with a session that says how', async () => {
    const { code, provider, user } = await codeFor('ada');
    const application = { name: 'Foyer Desktop', version: '5.1' };
    const { body } = await exchange(api, code, {
      application,
      device: 'Laptop',
      automaticSignIn: true,
    }).expect(200);
    expect(body).toMatchObject({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      session: {
        application,
        device: 'Laptop',
        method: 'provider',
        provider,
        zone: 'trusted',
        address: '127.0.0.1',
      },
      user: { id: user, login: 'ada' },
    });
    const me = await api()
      .request(body.accessToken as string)
      .get('/userinfo')
      .expect(200);
    expect(me.body).toMatchObject({ sub: user, preferred_username: 'ada' });
    const refreshed = await api()
      .request(null)
      .post('/v1/auth/refresh')
      .send({ refreshToken: body.refreshToken });
    expect(refreshed.status).toBe(200);
  });

  it('gives no refresh token unless it is asked for', async () => {
    const { code } = await codeFor('short');
    expect((await exchange(api, code).expect(200)).body.refreshToken).toBeNull();
  });

  it('rules 4.1–4.3: the access token says what the user may do, when asked to', async () => {
    const { code } = await codeFor('righteous');
    const { body } = await exchange(api, code, { rights: true }).expect(200);
    const query = { subject: 'righteous', zone: 'trusted' };
    const { rights } = (await api().request().get('/v1/effective-rights').query(query).expect(200)).body;
    expect(decodeJwt(body.accessToken as string)['effective_rights']).toMatchObject({
      zone: 'trusted',
      rights,
    });
  });

  it('rule 7.2: a backend says where the person is', async () => {
    const { code, provider } = await codeFor('backed');
    const key = await api().keyWith('zone:assert');
    const { body } = await exchange(api, code, { clientIp: '198.51.100.7' }, key).expect(200);
    expect(body.session).toMatchObject({ zone: 'external', address: '198.51.100.7', provider });
  });

  it('rule 8.5: a frontend proves that it is the one that began', async () => {
    await codeFor('proved');
    const { id } = await allowProvider(api, stub());
    const verifier = randomBytes(32).toString('base64url');
    const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
    const code = async () => {
      const { location, cookie } = await depart(api, id, { codeChallenge });
      return brought(await comeBack(api, stub().authorize(location), cookie)).get('code')!;
    };
    await exchange(api, await code(), { codeVerifier: verifier }).expect(200);
    expectProblem(await exchange(api, await code()), 'sign-in-code-refused');
    const other = randomBytes(32).toString('base64url');
    expectProblem(await exchange(api, await code(), { codeVerifier: other }), 'sign-in-code-refused');
    expectProblem(await exchange(api, await code(), { codeVerifier: codeChallenge }), 'sign-in-code-refused');
  });

  it('rule 8.8: what is switched off or removed refreshes nothing any more; what it holds stays', async () => {
    for (const [login, off] of [
      ['off', true],
      ['removed', false],
    ] as const) {
      const { code, provider } = await codeFor(login);
      const { body } = await exchange(api, code, { automaticSignIn: true }).expect(200);
      const path = `/v1/providers/${provider}`;
      if (off) await api().request().patch(path).send({ enabled: false }).expect(200);
      else await api().request().delete(path).expect(204);
      const refresh = await api()
        .request(null)
        .post('/v1/auth/refresh')
        .send({ refreshToken: body.refreshToken });
      expectProblem(refresh, 'sign-in-method-unavailable');
      await api()
        .request(body.accessToken as string)
        .get('/userinfo')
        .expect(200);
    }
  });
});

describe('401', () => {
  it('rule 8.5: a code is good once, for a minute, and is kept by its hash only', async () => {
    const { code } = await codeFor('once');
    const { rows } = await api().assembly.db.pool.query('SELECT c::text AS row FROM sign_in_codes c');
    expect(JSON.stringify(rows)).not.toContain(code);
    await exchange(api, code).expect(200);
    expectProblem(await exchange(api, code), 'sign-in-code-refused');
    const late = await codeFor('late');
    await api().assembly.db.pool.query(`UPDATE sign_in_codes SET expires_at = now() - interval '1 s'`);
    expectProblem(await exchange(api, late.code), 'sign-in-code-refused');
    expectProblem(await exchange(api, 'A'.repeat(43)), 'sign-in-code-refused');
    expect(api().log.join()).not.toContain(code);
  });

  it('rule 8.5: of many who exchange one code at once, one gets tokens', async () => {
    const { code } = await codeFor('race');
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(api, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
  });

  it('rule 2.3: nobody is signed in who was deactivated or deleted meanwhile', async () => {
    const inactive = await codeFor('inactive');
    await api().request().patch('/v1/users/inactive').send({ active: false }).expect(200);
    expectProblem(await exchange(api, inactive.code), 'account-inactive');
    const deleted = await codeFor('deleted');
    await api().request().delete('/v1/users/deleted').expect(204);
    expectProblem(await exchange(api, deleted.code), 'sign-in-code-refused');
  });

  it('rule 9.2: nobody is signed in who was locked meanwhile', async () => {
    const { code, user } = await codeFor('locked');
    const { pool } = api().assembly.db;
    await pool.query(`INSERT INTO lockouts (user_id, locked_until) VALUES ($1, now() + interval '1 h')`, [
      user,
    ]);
    expectProblem(await exchange(api, code), 'sign-in-refused');
  });

  it('rule 8.8: nobody is signed in through a provider that was switched off meanwhile', async () => {
    const { code, provider } = await codeFor('switched');
    await api().request().patch(`/v1/providers/${provider}`).send({ enabled: false }).expect(200);
    expectProblem(await exchange(api, code), 'sign-in-code-refused');
  });

  it('refuses credentials that are wrong', async () => {
    const { code } = await codeFor('wrong');
    expectProblem(await exchange(api, code, {}, 'foyer_wrong'), 'unauthenticated');
  });
});

describe('400', () => {
  it('rule 7.2: is no address', async () => {
    const key = await api().keyWith('zone:assert');
    expectProblem(
      await exchange(api, 'A'.repeat(43), { clientIp: 'x' }, key),
      'invalid-address',
      '/clientIp',
    );
  });

  it.each([{ code: 7 }, { code: 'short' }, { application: undefined }, { codeVerifier: 'x' }, { more: 1 }])(
    'takes no %j',
    async (fields) => {
      expectProblem(await exchange(api, 'A'.repeat(43), fields), 'malformed-request');
    },
  );
});

describe('403', () => {
  it('rule 7.2: not everybody says where somebody is', async () => {
    const { code } = await codeFor('asserted');
    expectProblem(await exchange(api, code, { clientIp: '10.0.0.1' }), 'insufficient-scope');
    await exchange(api, code).expect(200);
  });
});
