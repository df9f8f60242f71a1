import { afterEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import type { Response } from 'supertest';
import type { SignedIn } from '../../../src/sessions/index.js';
import { sendJson } from '../../support/provider-stub.js';
import { startTestService } from '../../support/service.js';
import { createAdministrator } from '../administrators/administrator.js';
import { auditOf, createUser, expectProblem, signIn, useService } from '../api.js';
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
const event = 'http://schemas.openid.net/event/backchannel-logout';
const now = () => Math.floor(Date.now() / 1000);

afterEach(() => {
  stub().claims = { sub: 'subject-1', preferred_username: 'alice' };
  delete stub().handlers['/jwks'];
});

/** Somebody who is about to come in through the provider, from the session of that name there. */
async function expected(login: string, sid: string | null = null): Promise<void> {
  await createUser(api, login).catch(() => undefined);
  stub().claims = { sub: `subject of ${login}`, preferred_username: login, sid };
}

async function come(provider: string): Promise<SignedIn> {
  const code = (await travel(api, stub(), provider)).get('code')!;
  return (await exchange(api, code, { automaticSignIn: true }).expect(200)).body as SignedIn;
}

function send(provider: string, token: string): Promise<Response> {
  const path = `/oauth2/backchannel-logout/${provider}`;
  return api().request(null).post(path).type('form').send({ logout_token: token, more: 'ignored' });
}

const tell = async (provider: string, claims: Record<string, unknown>) =>
  send(provider, await stub().logoutToken(claims));

async function expectIn(...sessions: SignedIn[]): Promise<void> {
  for (const { accessToken } of sessions) await api().request(accessToken).get('/userinfo').expect(200);
}

async function expectOut({ accessToken, refreshToken }: SignedIn): Promise<void> {
  expectProblem(await api().request(accessToken).get('/userinfo'), 'session-ended');
  expectProblem(await api().request(null).post('/v1/auth/refresh').send({ refreshToken }), 'session-ended');
}

function expectRefusal(response: Response): void {
  expect(response.body).toEqual({ error: 'invalid_request', error_description: expect.any(String) });
  expect(response.status).toBe(400);
}

describe('200', () => {
  it('ends the sessions of a session there, on every instance, and no other', async () => {
    const { id } = await allowProvider(api, stub());
    await expected('ada', 'desk');
    const [first, second] = [await come(id), await come(id)];
    await expected('ada', 'sofa');
    const elsewhere = await come(id);
    const other = await startTestService({ ...signInOptions, beside: api() });
    await other.request(first.accessToken).get('/userinfo').expect(200);
    const response = await tell(id, { sub: 'subject of ada', sid: 'desk' });
    expect([response.status, response.headers['cache-control']]).toEqual([200, 'no-store']);
    expectProblem(await other.request(first.accessToken).get('/userinfo'), 'session-ended');
    for (const session of [first, second]) await expectOut(session);
    await expectIn(elsewhere);
    await other.stop();
  });

  it('ends all sessions of a subject, and writes down why', async () => {
    const { id } = await allowProvider(api, stub());
    await expected('grace', 'one');
    const first = await come(id);
    await expected('grace', 'two');
    const second = await come(id);
    const past = await signIn(api, first.user!);
    expect((await tell(id, { sub: 'subject of grace' })).status).toBe(200);
    for (const session of [first, second]) await expectOut(session);
    await expectIn(past);
    const [ended] = await auditOf(api, first.session.id);
    expect(ended).toMatchObject({ action: 'session.ended', after: { reason: 'provider-signed-out' } });
    const { body } = await api().request().get(`/v1/users/grace/sessions/${second.session.id}`);
    expect(body.endReason).toBe('provider-signed-out');
  });

  it('takes a session by its name alone, and both only together', async () => {
    const { id } = await allowProvider(api, stub());
    await expected('named', 'by-name');
    const session = await come(id);
    expect((await tell(id, { sub: 'subject of another', sid: 'by-name' })).status).toBe(200);
    await expectIn(session);
    expect((await tell(id, { sid: 'by-name' })).status).toBe(200);
    await expectOut(session);
  });

  it('is of one provider: what another has of the same name stays', async () => {
    const [one, other] = [await allowProvider(api, stub()), await allowProvider(api, stub())];
    await allowIn(api, 'trusted', one.id, other.id);
    await expected('twice', 'same');
    const [here, there] = [await come(one.id), await come(other.id)];
    expect((await tell(one.id, { sub: 'subject of twice', sid: 'same' })).status).toBe(200);
    await expectOut(here);
    await expectIn(there);
  });

  it('rule 12.1: ends the sessions of administrators likewise', async () => {
    const [{ id: administrator }, { id }] = [
      await createAdministrator(api),
      await allowProvider(api, stub()),
    ];
    const link = `/v1/administrators/${administrator}/provider-links/${id}`;
    await api().request().put(link).send({ subject: 'root' }).expect(200);
    stub().claims = { sub: 'root' };
    const { location, cookie } = await depart(api, id, { realm: 'administrators' });
    const query = brought(await comeBack(api, stub().authorize(location), cookie));
    const session = (await exchange(api, query.get('code')!).expect(200)).body as SignedIn;
    expect((await tell(id, { sub: 'root' })).status).toBe(200);
    expectProblem(await api().request(session.accessToken).get('/userinfo'), 'session-ended');
  });

  it('knows nobody of that name, which is nobody left to sign out', async () => {
    const { id } = await allowProvider(api, stub());
    expect((await tell(id, { sub: 'nobody' })).status).toBe(200);
  });

  it('ends what began at a provider that is switched off', async () => {
    const { id } = await allowProvider(api, stub());
    await expected('off');
    const session = await come(id);
    await api().request().patch(`/v1/providers/${id}`).send({ enabled: false }).expect(200);
    expect((await tell(id, { sub: 'subject of off' })).status).toBe(200);
    await expectOut(session);
  });
});

describe('a sign-in that is under way', () => {
  it.each([
    ['its session there', { sid: 'under-way' }],
    ['its subject', { sub: 'subject of under-way' }],
    ['both', { sub: 'subject of under-way', sid: 'under-way' }],
  ])('does not outlast the end of %s', async (_, whom) => {
    const { id } = await allowProvider(api, stub());
    await expected('under-way', 'under-way');
    const code = (await travel(api, stub(), id)).get('code')!;
    expect((await tell(id, whom)).status).toBe(200);
    expectProblem(await exchange(api, code), 'sign-in-code-refused');
    const { rows } = await api().assembly.db.pool.query('SELECT FROM sessions WHERE provider_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('goes on when another session ended, or when it began after the end', async () => {
    const { id } = await allowProvider(api, stub());
    await expected('going-on', 'new');
    for (const whom of [{ sid: 'old' }, { sub: 'subject of another', sid: 'new' }]) await tell(id, whom);
    await tell(id, { sub: 'subject of going-on', iat: now() - 5 });
    await expectIn(await come(id));
  });

  it('is out, or never was in, whichever comes first', async () => {
    const { id } = await allowProvider(api, stub());
    for (let round = 0; round < 6; round++) {
      await expected('racing', `round-${round}`);
      const code = (await travel(api, stub(), id)).get('code')!;
      const token = await stub().logoutToken({ sid: `round-${round}` });
      const [entered, told] = await Promise.all([exchange(api, code), send(id, token)]);
      expect(told.status).toBe(200);
      if (entered.status !== 200) expectProblem(entered, 'sign-in-code-refused');
      else
        expectProblem(
          await api()
            .request(entered.body.accessToken as string)
            .get('/userinfo'),
          'session-ended',
        );
    }
  });
});

describe('400', () => {
  const claimsThatLie: [string, Record<string, unknown>][] = [
    ['another issuer', { iss: 'https://other.example' }],
    ['no issuer', { iss: null }],
    ['another audience', { aud: 'somebody-else' }],
    ['no audience', { aud: null }],
    ['no time', { iat: null }],
    ['a time long past', { iat: now() - 400 }],
    ['a time to come', { iat: now() + 120 }],
    ['no end', { exp: null }],
    ['an end that is past', { iat: now() - 200, exp: now() - 100 }],
    ['no ID', { jti: null }],
    ['an ID that is no text', { jti: 7 }],
    ['an endless ID', { jti: 'x'.repeat(256) }],
    ['a nonce, as an ID token', { nonce: 'x' }],
    ['a nonce of nothing', { nonce: '' }],
    ['no event', { events: null }],
    ['another event', { events: { 'https://other.example/event': {} } }],
    ['an event that is no object', { events: { [event]: true } }],
    ['events that are a text', { events: event }],
    ['events in a list', { events: [event] }],
    ['nobody', { sub: null }],
    ['a subject that is no text', { sub: 7 }],
    ['an empty subject', { sub: '' }],
    ['an empty session', { sid: '' }],
    ['a session that is no text', { sid: ['x'] }],
  ];

  const tokensThatLie: [string, () => Promise<string> | string][] = [
    ['the type of an access token', () => stub().logoutToken({ sub: 'subject of lied' }, { typ: 'at+jwt' })],
    ['an ID token', () => stub().signHonestly(stub().idTokenClaims(null))],
    ['no token', () => ''],
    ['what is no token', () => 'x.y.z'],
    [
      'no signature',
      async () => {
        const [, claims] = (await stub().logoutToken({ sub: 'subject of lied' })).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
      },
    ],
    [
      'a signature of something else',
      async () => {
        const [header, , signature] = (await stub().logoutToken({ sub: 'x' })).split('.');
        const [, claims] = (await stub().logoutToken({ sub: 'subject of lied' })).split('.');
        return `${header}.${claims}.${signature}`;
      },
    ],
    [
      'the key of somebody else',
      async () => {
        const { privateKey } = await generateKeyPair('RS256');
        return signed({ alg: 'RS256', kid: 'stub' }, privateKey);
      },
    ],
    [
      'the client secret as a key',
      () => signed({ alg: 'HS256' }, Buffer.from(stub().clientSecret.padEnd(32))),
    ],
    ['a key that nobody knows', () => stub().logoutToken({ sub: 'subject of lied' }, { kid: 'other' })],
  ];

  function signed(
    header: { alg: string; kid?: string },
    key: Parameters<SignJWT['sign']>[0],
  ): Promise<string> {
    const who = { iss: stub().issuer, aud: 'foyer', jti: randomUUID(), sub: 'subject of lied' };
    const claims = { ...who, iat: now(), exp: now() + 60, events: { [event]: {} } };
    return new SignJWT(claims).setProtectedHeader(header).sign(key);
  }

  async function lied(): Promise<{ provider: string; session: SignedIn }> {
    const { id } = await allowProvider(api, stub());
    await expected('lied', 'lied');
    return { provider: id, session: await come(id) };
  }

  it.each(claimsThatLie)('security: %s', async (_, claims) => {
    const { provider, session } = await lied();
    expectRefusal(await tell(provider, { sub: 'subject of lied', ...claims }));
    await expectIn(session);
  });

  it.each(tokensThatLie)('security: %s', async (_, make) => {
    const { provider, session } = await lied();
    expectRefusal(await send(provider, await make()));
    await expectIn(session);
  });

  it('security: the same provider is believed when it does not lie, with or without a type', async () => {
    for (const header of [{}, { typ: undefined }, { typ: 'JWT' }]) {
      const { provider, session } = await lied();
      const token = await stub().logoutToken({ sub: 'subject of lied' }, header);
      expect((await send(provider, token)).status).toBe(200);
      await expectOut(session);
    }
  });

  it('security: a token is good once, also when it comes many times at once', async () => {
    const { id } = await allowProvider(api, stub());
    await expected('replayed');
    const token = await stub().logoutToken({ sub: 'subject of replayed', iat: now() - 5 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(id, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    const session = await come(id);
    expectRefusal(await send(id, token));
    await expectIn(session);
  });

  it('security: an algorithm that the provider does not sign ID tokens with', async () => {
    stub().metadata = { id_token_signing_alg_values_supported: ['ES256'] };
    const { id } = await allowProvider(api, stub());
    expectRefusal(await tell(id, { sub: 'x' }));
    stub().metadata = {};
    expect((await tell((await allowProvider(api, stub())).id, { sub: 'x' })).status).toBe(200);
  });

  it('security: no keys can be had, there is no such provider, or it is none that signs tokens', async () => {
    const { id } = await allowProvider(api, stub());
    stub().handlers['/jwks'] = (_request, response) => sendJson(response, 500, {});
    expectRefusal(await tell(id, { sub: 'x' }));
    for (const other of [randomUUID(), 'password', '00000000-0000-7000-8000-000000000011']) {
      expectRefusal(await tell(other, { sub: 'x' }));
    }
  });
});
