import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ProviderStub, sendJson } from '../../support/provider-stub.js';
import { startTestService } from '../../support/service.js';
import { auditOf, createUser, expectProblem, useService } from '../api.js';
import { useStub } from './provider.js';
import {
  allowIn,
  allowProvider,
  brought,
  comeBack,
  depart,
  exchange,
  signInOptions,
  travel,
} from './sign-in.js';

const api = useService(signInOptions);
const stub = useStub();

afterEach(() => {
  stub().claims = { sub: 'subject-1', preferred_username: 'alice' };
  stub().sign = null;
  stub().metadata = {};
  stub().userInfo = {};
  stub().accessToken = 'access-of-the-stub';
  for (const path of Object.keys(stub().handlers)) delete stub().handlers[path as '/jwks'];
});

/** Somebody new, whom the provider knows under a subject of theirs. */
async function person(login: string): Promise<string> {
  const { id } = await createUser(api, login);
  stub().claims = { sub: `subject of ${login}`, preferred_username: login };
  return id;
}

async function expectRefusal(error: string, provider: string): Promise<void> {
  const query = await travel(api, stub(), provider);
  expect(Object.fromEntries(query)).toEqual({ error });
  const { rows } = await api().assembly.db.pool.query('SELECT FROM sign_in_codes WHERE provider_id = $1', [
    provider,
  ]);
  expect(rows).toHaveLength(0);
  const [event] = await auditOf(api, provider);
  expect(event).toMatchObject({ action: 'provider.sign-in-refused', after: { error } });
}

describe('303', () => {
  it('rule 8.5: brings a code back for whom the provider names, and links them by the subject', async () => {
    const user = await person('ada');
    const { id } = await allowProvider(api, stub());
    const query = await travel(api, stub(), id);
    expect([...query.keys()]).toEqual(['code']);
    const { body } = await exchange(api, query.get('code')!).expect(200);
    expect(body.user.id).toBe(user);
    const links = (await api().request().get('/v1/users/ada/provider-links')).body.items;
    expect(links).toMatchObject([
      { subject: 'subject of ada', issuer: stub().issuer, origin: 'match', lastUsedAt: expect.any(String) },
    ]);
    expect((await auditOf(api, user)).map(({ action }) => action)).toContain('provider.user-linked');
  });

  it('rule 8.5: knows the subject again, whatever the provider calls them by then', async () => {
    const user = await person('grace');
    await createUser(api, 'victim');
    const { id } = await allowProvider(api, stub());
    await travel(api, stub(), id);
    stub().claims = { ...stub().claims, preferred_username: 'victim', email: 'victim@corp.example' };
    const query = await travel(api, stub(), id);
    expect((await exchange(api, query.get('code')!).expect(200)).body.user.id).toBe(user);
  });

  it('rule 8.5: takes the link of an administrator, though the provider may name nobody', async () => {
    const { id: user } = await createUser(api, 'linked');
    const { id } = await allowProvider(api, stub(), { matchUsers: false });
    stub().claims = { sub: 'subject of linked', preferred_username: 'someone-else' };
    await expectRefusal('account-unknown', id);
    const link = `/v1/users/${user}/provider-links/${id}`;
    await api().request().put(link).send({ subject: 'subject of linked' }).expect(200);
    const query = await travel(api, stub(), id);
    expect((await exchange(api, query.get('code')!).expect(200)).body.user.id).toBe(user);
  });

  it('the state of one instance is known to the other', async () => {
    await person('elsewhere');
    const { id } = await allowProvider(api, stub());
    const other = await startTestService({ ...signInOptions, beside: api() });
    const { location, cookie } = await depart(api, id);
    const query = brought(await comeBack(() => other, stub().authorize(location), cookie));
    await exchange(api, query.get('code')!).expect(200);
    await other.stop();
  });

  it('sends the client secret in the header, or in the body to a provider that takes it there', async () => {
    await person('secretive');
    const inHeader = await allowProvider(api, stub());
    await travel(api, stub(), inHeader.id);
    const { authorization = '' } = stub()
      .requests.filter(({ path }) => path === '/token')
      .at(-1)!.headers;
    const credentials = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    expect(decodeURIComponent(credentials)).toBe('foyer:canary-client-secret');
    stub().metadata = {
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    };
    await travel(api, stub(), (await allowProvider(api, stub())).id);
    const last = stub()
      .requests.filter(({ path }) => path === '/token')
      .at(-1)!;
    expect([last.headers.authorization, last.body.get('client_secret')]).toEqual([
      undefined,
      'canary-client-secret',
    ]);
  });

  it('ignores what it does not know (RFC 6749 §4.1.2)', async () => {
    await person('keycloak');
    const { id } = await allowProvider(api, stub());
    const { location, cookie } = await depart(api, id);
    const back = `${stub().authorize(location)}&session_state=x&scope=a&scope=b&authuser=0`;
    expect(brought(await comeBack(api, back, cookie)).get('code')).toMatch(/^[\w-]{43}$/);
  });
});

describe('303 with an error: whose account it is', () => {
  it('rule 8.5: nobody is matched by an email address, verified or not', async () => {
    await createUser(api, 'mailed', { email: 'mailed@corp.example' });
    const { id } = await allowProvider(api, stub());
    for (const name of ['mailed@corp.example', undefined]) {
      stub().claims = {
        sub: 'mail',
        preferred_username: name,
        email: 'mailed@corp.example',
        email_verified: true,
      };
      await expectRefusal('account-unknown', id);
    }
  });

  it('rule 8.5: nobody is matched by a UUID, by a login that only looks the same, or by what is no text', async () => {
    const { id: user } = await createUser(api, 'exact');
    const { id } = await allowProvider(api, stub());
    for (const name of [user, 'ｅxact', 'exact\u0000', ['exact'], { login: 'exact' }, 7, '', 'nobody']) {
      stub().claims = { sub: 'odd', preferred_username: name };
      await expectRefusal('account-unknown', id);
    }
  });

  it('rule 8.5: who has the name of somebody linked is somebody else', async () => {
    await person('taken');
    const { id } = await allowProvider(api, stub());
    expect((await travel(api, stub(), id)).has('code')).toBe(true);
    stub().claims = { sub: 'impostor', preferred_username: 'taken' };
    const query = await travel(api, stub(), id);
    expect(query.get('error')).toBe('account-unknown');
  });

  it('rule 2.3: a deactivated account is not signed in, and learns why', async () => {
    const user = await person('inactive');
    await api().request().patch(`/v1/users/${user}`).send({ active: false }).expect(200);
    const { id } = await allowProvider(api, stub());
    await expectRefusal('account-inactive', id);
  });

  it('rule 9.2: a lock holds here too', async () => {
    const user = await person('locked');
    const { id } = await allowProvider(api, stub());
    const { pool } = api().assembly.db;
    await pool.query(`INSERT INTO lockouts (user_id, locked_until) VALUES ($1, now() + interval '1 h')`, [
      user,
    ]);
    await expectRefusal('account-locked', id);
    await pool.query(`UPDATE lockouts SET locked_until = now() - interval '1 s' WHERE user_id = $1`, [user]);
    expect((await travel(api, stub(), id)).has('code')).toBe(true);
  });
});

describe('303 with an error: who is there', () => {
  it('rules 7.3 and 8.8: the provider was switched off, or left the zone, while the browser was away', async () => {
    await person('away');
    const { id } = await allowProvider(api, stub());
    const away = await depart(api, id);
    await allowIn(api, 'trusted');
    const query = brought(await comeBack(api, stub().authorize(away.location), away.cookie));
    expect(query.get('error')).toBe('sign-in-method-unavailable');
    await allowIn(api, 'trusted', id);
    const again = await depart(api, id);
    await api().request().patch(`/v1/providers/${id}`).send({ enabled: false }).expect(200);
    expectProblem(
      await comeBack(api, stub().authorize(again.location), again.cookie),
      'sign-in-not-under-way',
    );
  });

  it('rule 8.5: another browser does not finish it, nor one that has lost its cookie', async () => {
    await person('fixed');
    const { id } = await allowProvider(api, stub());
    for (const cookie of ['', `foyer-sign-in=${'A'.repeat(43)}`]) {
      const { location } = await depart(api, id);
      const query = brought(await comeBack(api, stub().authorize(location), cookie));
      expect(Object.fromEntries(query)).toEqual({ error: 'browser-changed' });
    }
  });

  it('rule 8.5: an app that began without a browser is known by its verifier instead', async () => {
    await person('app');
    const { id } = await allowProvider(api, stub());
    const challenge = { codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' };
    const { location } = await depart(api, id, challenge);
    expect(brought(await comeBack(api, stub().authorize(location), '')).has('code')).toBe(true);
    const other = await depart(api, id, challenge);
    const wrong = await comeBack(api, stub().authorize(other.location), `foyer-sign-in=${'A'.repeat(43)}`);
    expect(brought(wrong).get('error')).toBe('browser-changed');
  });

  it('says that the provider refused, and not in its words', async () => {
    const { id } = await allowProvider(api, stub());
    const { state, cookie } = await depart(api, id);
    const words = 'error=access_denied&error_description=%3Cscript%3E';
    const back = `http://foyer.test/v1/auth/oidc/callback?state=${state}&${words}`;
    const iss = `&iss=${encodeURIComponent(stub().issuer)}`;
    const query = brought(await comeBack(api, `${back}${iss}`, cookie));
    expect(Object.fromEntries(query)).toEqual({ error: 'provider-refused' });
    expect((await auditOf(api, id))[0]).toMatchObject({
      after: { error: 'provider-refused', check: 'access_denied' },
    });
  });
});

describe('303 with an error: a provider that lies', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  const lies: [string, () => void | Promise<void>][] = [
    ['another issuer', () => void (stub().claims['iss'] = 'https://other.example')],
    ['an issuer with a slash more', () => void (stub().claims['iss'] = `${stub().issuer}/`)],
    ['no issuer', () => void (stub().claims['iss'] = null)],
    ['another audience', () => void (stub().claims['aud'] = 'somebody-else')],
    [
      'two audiences and another authorized party',
      () => void Object.assign(stub().claims, { aud: ['foyer', 'x'], azp: 'x' }),
    ],
    ['no audience', () => void (stub().claims['aud'] = null)],
    ['another nonce', () => void (stub().claims['nonce'] = 'of another try')],
    ['no nonce', () => void (stub().claims['nonce'] = null)],
    ['no subject', () => void (stub().claims['sub'] = null)],
    ['an empty subject', () => void (stub().claims['sub'] = '')],
    ['a subject that is not stored as it is', () => void (stub().claims['sub'] = 'x\u0000y')],
    ['an endless subject', () => void (stub().claims['sub'] = 'x'.repeat(256))],
    ['a subject that is no text', () => void (stub().claims['sub'] = 7)],
    ['a time that is over', () => void Object.assign(stub().claims, { iat: now() - 900, exp: now() - 600 })],
    ['no end', () => void (stub().claims['exp'] = null)],
    ['a time to come', () => void (stub().claims['nbf'] = now() + 600)],
    ['no signature', () => void (stub().sign = (claims) => `${b64({ alg: 'none' })}.${b64(claims)}.`)],
    [
      'no signature, though it says one',
      () => void (stub().sign = (claims) => `${b64({ alg: 'RS256', kid: 'stub' })}.${b64(claims)}.`),
    ],
    [
      'the key of somebody else',
      async () => {
        const { privateKey } = await generateKeyPair('RS256');
        stub().sign = (claims) =>
          new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'stub' }).sign(privateKey);
      },
    ],
    [
      'a key that it brings along',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
        const jwk = await exportJWK(publicKey);
        stub().sign = (claims) =>
          new SignJWT(claims).setProtectedHeader({ alg: 'RS256', jwk }).sign(privateKey);
      },
    ],
    [
      'a key that nobody knows',
      () => void (stub().sign = (claims) => stub().signHonestly(claims, { kid: 'other' })),
    ],
    [
      'its public key as a shared secret',
      () =>
        void (stub().sign = (claims) =>
          new SignJWT(claims)
            .setProtectedHeader({ alg: 'HS256', kid: 'stub' })
            .sign(Buffer.from(stub().publicKeyText))),
    ],
    [
      'the client secret as a key',
      () =>
        void (stub().sign = (claims) =>
          new SignJWT(claims)
            .setProtectedHeader({ alg: 'HS256' })
            .sign(Buffer.from(stub().clientSecret.padEnd(32)))),
    ],
    [
      'a critical header',
      () => void (stub().sign = (claims) => stub().signHonestly(claims, { crit: ['x'], x: 1 }, { x: true })),
    ],
    [
      'claims changed after it signed',
      () =>
        void (stub().sign = async (claims) => {
          const [header, , signature] = (await stub().signHonestly(claims)).split('.');
          return `${header}.${b64({ ...claims, sub: 'subject of another' })}.${signature}`;
        }),
    ],
    [
      'no ID token',
      () =>
        void (stub().handlers['/token'] = (_request, response) =>
          sendJson(response, 200, { access_token: 'x', token_type: 'Bearer' })),
    ],
    ['an ID token that is none', () => void (stub().sign = () => 'x')],
    [
      'an error',
      () =>
        void (stub().handlers['/token'] = (_request, response) =>
          sendJson(response, 401, { error: 'invalid_client', error_description: 'canary' })),
    ],
    ['a page', () => void (stub().handlers['/token'] = (_request, response) => response.end('<html>'))],
    [
      'nothing',
      () => void (stub().handlers['/token'] = (_request, response) => response.writeHead(204).end()),
    ],
    [
      'an end of the connection',
      () => void (stub().handlers['/token'] = (request) => request.socket.destroy()),
    ],
    [
      'a redirect to where clouds keep credentials',
      () =>
        void (stub().handlers['/token'] = (_request, response) =>
          response.writeHead(307, { Location: 'http://169.254.169.254/latest/meta-data' }).end()),
    ],
    [
      'a huge answer',
      () => void (stub().handlers['/token'] = (_request, response) => response.end('x'.repeat(600_000))),
    ],
    ['a slow answer', () => void (stub().handlers['/token'] = () => undefined)],
    [
      'no keys',
      () => void (stub().handlers['/jwks'] = (_request, response) => sendJson(response, 200, { keys: [] })),
    ],
    [
      'huge keys',
      () => void (stub().handlers['/jwks'] = (_request, response) => response.end('x'.repeat(600_000))),
    ],
  ];

  it.each(lies)('rule 8.5: %s', async (_, lie) => {
    await createUser(api, 'lied-about').catch(() => undefined);
    const { id } = await allowProvider(api, stub());
    stub().claims = { sub: 'subject of lied-about', preferred_username: 'lied-about' };
    await lie();
    await expectRefusal('provider-failed', id);
    const [event] = await auditOf(api, id);
    expect(JSON.stringify([event, api().log])).not.toContain('canary');
  });

  it('rule 8.5: and the same provider is believed when it does not lie', async () => {
    const { id } = await allowProvider(api, stub());
    stub().claims = { sub: 'subject of lied-about', preferred_username: 'lied-about' };
    expect((await travel(api, stub(), id)).has('code')).toBe(true);
  });

  it.each([
    ['names another issuer', { iss: 'https://other.example' }],
    ['names no issuer, though it says that it does', { iss: '' }],
  ])('rule 8.5: the answer %s', async (_, parameters) => {
    await createUser(api, 'mixed-up').catch(() => undefined);
    const { id } = await allowProvider(api, stub());
    const { location, cookie } = await depart(api, id);
    const back = new URL(stub().authorize(location, parameters));
    if (parameters.iss === '') back.searchParams.delete('iss');
    const asked = stub().requests.filter(({ path }) => path === '/token').length;
    expect(brought(await comeBack(api, back.href, cookie)).get('error')).toBe('provider-failed');
    expect(stub().requests.filter(({ path }) => path === '/token')).toHaveLength(asked);
  });

  it('rule 8.5: the code of one provider never reaches another (mix-up)', async () => {
    await createUser(api, 'mixed');
    const honest = await allowProvider(api, stub());
    const evil = await ProviderStub.start();
    const attacker = await allowProvider(api, evil);
    await allowIn(api, 'trusted', honest.id, attacker.id);
    // The person chose the attacker, who sends them on to the honest one, with the state that it was given.
    const { state, cookie } = await depart(api, attacker.id);
    const begun = await depart(api, honest.id, {}, cookie);
    const back = new URL(stub().authorize(begun.location));
    back.searchParams.set('state', state);
    const query = brought(await comeBack(api, back.href, cookie));
    expect(query.get('error')).toBe('provider-failed');
    expect(evil.requests.filter(({ path }) => path === '/token')).toEqual([]);
    await evil.stop();
  });

  it('rule 8.5: the code of another try is worth nothing', async () => {
    await person('injected');
    const { id } = await allowProvider(api, stub());
    const [one, other] = [await depart(api, id), await depart(api, id)];
    const stolen = new URL(stub().authorize(one.location)).searchParams.get('code')!;
    const back = stub().authorize(other.location, { code: stolen });
    expect(brought(await comeBack(api, back, other.cookie)).get('error')).toBe('provider-failed');
  });
});

describe('303: what only UserInfo says', () => {
  /** Somebody of whom the ID token says no more than the subject. */
  async function reserved(login: string): Promise<string> {
    const user = await person(login);
    stub().claims = { sub: `subject of ${login}` };
    stub().userInfo = { preferred_username: login };
    return user;
  }

  const askedForUserInfo = () => stub().requests.filter(({ path }) => path === '/userinfo').length;

  it('rule 8.2: the claim that identifies the user is read there, once: then the subject is known', async () => {
    const user = await reserved('reserved');
    const { id } = await allowProvider(api, stub());
    const before = askedForUserInfo();
    const query = await travel(api, stub(), id);
    expect((await exchange(api, query.get('code')!).expect(200)).body.user.id).toBe(user);
    await travel(api, stub(), id);
    expect(askedForUserInfo() - before).toBe(1);
  });

  it('rule 8.2: is asked at the address that was set by hand', async () => {
    await reserved('by-hand');
    const { origin } = stub();
    const { id } = await allowProvider(api, stub(), {
      discovery: false,
      authorizationUrl: `${origin}/authorize`,
      tokenUrl: `${origin}/token`,
      jwksUrl: `${origin}/jwks`,
      userInfoUrl: `${origin}/userinfo`,
    });
    expect((await travel(api, stub(), id)).has('code')).toBe(true);
  });

  it('rule 8.5: what the ID token says wins, and nobody is asked who may not name a login', async () => {
    const user = await person('signed');
    await createUser(api, 'unsigned');
    stub().userInfo = { preferred_username: 'unsigned' };
    const { id } = await allowProvider(api, stub());
    const before = askedForUserInfo();
    const query = await travel(api, stub(), id);
    expect((await exchange(api, query.get('code')!).expect(200)).body.user.id).toBe(user);
    const quiet = await allowProvider(api, stub(), { matchUsers: false });
    stub().claims = { sub: 'subject of nobody' };
    await expectRefusal('account-unknown', quiet.id);
    expect(askedForUserInfo()).toBe(before);
  });

  it('rule 8.5: nobody is named where there is no UserInfo, or it does not say the claim', async () => {
    await reserved('unsaid');
    stub().userInfo = { nickname: 'unsaid' };
    await expectRefusal('account-unknown', (await allowProvider(api, stub())).id);
    stub().metadata = { userinfo_endpoint: undefined };
    await expectRefusal('account-unknown', (await allowProvider(api, stub())).id);
  });

  const answer = (write: (response: ServerResponse) => void) => () =>
    void (stub().handlers['/userinfo'] = (_request, response) => write(response));

  const lies: [string, () => void][] = [
    ['another subject', () => void (stub().userInfo['sub'] = 'subject of another')],
    ['no subject', () => void (stub().userInfo['sub'] = null)],
    ['a subject that is no text', () => void (stub().userInfo['sub'] = ['subject of misinformed'])],
    ['nobody may ask', answer((response) => sendJson(response, 403, {}))],
    ['that the token is no good', answer((response) => sendJson(response, 401, {}))],
    [
      'that in words of its own',
      answer((response) => response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="canary"' }).end()),
    ],
    ['a page', answer((response) => response.end('<html>canary'))],
    ['a list', answer((response) => sendJson(response, 200, [{ sub: 'subject of misinformed' }]))],
    ['nothing', answer((response) => response.writeHead(204).end())],
    [
      'a redirect to where clouds keep credentials',
      answer((response) =>
        response.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data' }).end(),
      ),
    ],
    ['a huge answer', answer((response) => response.end('x'.repeat(600_000)))],
    ['a slow answer', answer(() => undefined)],
    ['an end of the connection', answer((response) => response.socket?.destroy())],
    ['an address that is none', () => void (stub().metadata = { userinfo_endpoint: 7 })],
    [
      'an address inside the network',
      () => void (stub().metadata = { userinfo_endpoint: 'http://10.0.0.1/userinfo' }),
    ],
    ['a token that would be two headers', () => void (stub().accessToken = 'x\r\ncanary: 1')],
  ];

  it.each(lies)('rule 8.2: %s', async (_, lie) => {
    await createUser(api, 'misinformed').catch(() => undefined);
    stub().claims = { sub: 'subject of misinformed' };
    stub().userInfo = { preferred_username: 'misinformed' };
    lie();
    const { id } = await allowProvider(api, stub());
    await expectRefusal('provider-failed', id);
    const [event] = await auditOf(api, id);
    expect(event!.after).not.toMatchObject({ reason: 'issuer-mismatch' });
    expect(JSON.stringify([event, api().log])).not.toContain('canary');
  });
});

describe('400', () => {
  it('rule 8.5: a state is good once, for ten minutes, and only where one was given out', async () => {
    await person('once');
    const { id } = await allowProvider(api, stub());
    const { location, cookie } = await depart(api, id);
    const back = stub().authorize(location);
    expect(brought(await comeBack(api, back, cookie)).has('code')).toBe(true);
    expectProblem(await comeBack(api, back, cookie), 'sign-in-not-under-way');
    const late = await depart(api, id);
    await api().assembly.db.pool.query(`UPDATE sign_in_flows SET expires_at = now() - interval '1 s'`);
    expectProblem(await comeBack(api, stub().authorize(late.location), late.cookie), 'sign-in-not-under-way');
    const unknown = `http://foyer.test/v1/auth/oidc/callback?code=x&state=${'A'.repeat(43)}`;
    expectProblem(await comeBack(api, unknown, cookie), 'sign-in-not-under-way');
  });

  it('rule 8.5: of many who come back with one state at once, one is let in', async () => {
    await person('race');
    const { id } = await allowProvider(api, stub());
    const { location, cookie } = await depart(api, id);
    const back = stub().authorize(location);
    const answers = await Promise.all(Array.from({ length: 8 }, () => comeBack(api, back, cookie)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400, 400, 400, 400, 400, 400, 400]);
  });

  it('needs a state', async () => {
    const response = await api().request(null).get('/v1/auth/oidc/callback?code=x');
    expectProblem(response, 'malformed-request');
  });
});
