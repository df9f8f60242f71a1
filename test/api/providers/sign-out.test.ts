/** Signing out at the provider too (OpenID Connect RP-Initiated Logout 1.0). */
import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { SignedIn } from '../../../src/sessions/index.js';
import { sendJson } from '../../support/provider-stub.js';
import { createAdministrator } from '../administrators/administrator.js';
import { auditOf, createUser, expectProblem, signIn, useService } from '../api.js';
import { useStub } from './provider.js';
import {
  allowProvider,
  brought,
  comeBack,
  depart,
  exchange,
  returnTo,
  signInOptions,
  travel,
} from './sign-in.js';

const api = useService(signInOptions);
const stub = useStub();

afterEach(() => {
  stub().claims = { sub: 'subject-1', preferred_username: 'alice' };
  stub().metadata = {};
  delete stub().handlers['/.well-known/openid-configuration'];
});

/** Somebody who has come in through a provider of their own. */
async function come(login: string, fields: object = {}): Promise<SignedIn> {
  await createUser(api, login);
  stub().claims = { ...stub().claims, sub: `subject of ${login}`, preferred_username: login, canary: login };
  const { id } = await allowProvider(api, stub(), fields);
  const code = (await travel(api, stub(), id)).get('code')!;
  return (await exchange(api, code).expect(200)).body as SignedIn;
}

const leave = ({ accessToken }: SignedIn, query: Record<string, string> = {}) =>
  api().request(accessToken).post('/v1/auth/sign-out').query(query);

describe('200', () => {
  it('ends the session here, and says where to end the one there, with the ID token as a hint', async () => {
    const session = await come('ada');
    const { body } = await leave(session, { returnTo, state: 'of the frontend' }).expect(200);
    expect(Object.keys(body as object)).toEqual(['providerLogoutUrl']);
    const url = new URL(body.providerLogoutUrl as string);
    expect(`${url.origin}${url.pathname}`).toBe(`${stub().origin}/logout`);
    const { id_token_hint: hint, ...rest } = Object.fromEntries(url.searchParams);
    expect(rest).toEqual({
      client_id: 'foyer',
      post_logout_redirect_uri: returnTo,
      state: 'of the frontend',
    });
    expect(decodeJwt(hint!)).toMatchObject({ sub: 'subject of ada', aud: 'foyer' });
    expectProblem(await leave(session), 'session-ended');
  });

  it('goes to the logout URL that was set by hand, and keeps its query; alone, when nobody is to come back', async () => {
    const session = await come('by-hand', { logoutUrl: `${stub().origin}/bye?tenant=7` });
    const { body } = await leave(session, { state: 'x' }).expect(200);
    const url = new URL(body.providerLogoutUrl as string);
    expect(url.pathname).toBe('/bye');
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'id_token_hint', 'tenant']);
  });

  it('names the session, or else the subject, where the ID token is too long for an address', async () => {
    stub().claims = { padding: 'x'.repeat(6_000), sid: 'session-at-stub' };
    const named = await leave(await come('long')).expect(200);
    const hintOf = (body: { providerLogoutUrl: string }) =>
      Object.fromEntries(new URL(body.providerLogoutUrl).searchParams);
    expect(hintOf(named.body as never)).toEqual({ client_id: 'foyer', logout_hint: 'session-at-stub' });
    stub().claims = { padding: 'x'.repeat(6_000) };
    const unnamed = await leave(await come('longer')).expect(200);
    expect(hintOf(unnamed.body as never)).toEqual({ client_id: 'foyer', logout_hint: 'subject of longer' });
  });

  it('rule 12.1: administrators leave likewise', async () => {
    const { id: administrator } = await createAdministrator(api);
    const { id } = await allowProvider(api, stub());
    const link = `/v1/administrators/${administrator}/provider-links/${id}`;
    await api().request().put(link).send({ subject: 'subject-1' }).expect(200);
    const { location, cookie } = await depart(api, id, { realm: 'administrators' });
    const query = brought(await comeBack(api, stub().authorize(location), cookie));
    const { body } = await exchange(api, query.get('code')!).expect(200);
    await leave(body as SignedIn).expect(200);
  });

  it('rule 10.15: the ID token is nowhere in clear, and forgotten with the session', async () => {
    await createUser(api, 'sealed');
    stub().claims = { sub: 'canary of sealed', preferred_username: 'sealed' };
    const { id } = await allowProvider(api, stub());
    const code = (await travel(api, stub(), id)).get('code')!;
    const rowsOf = async (table: string): Promise<string> =>
      JSON.stringify((await api().assembly.db.pool.query(`SELECT t::text AS row FROM ${table} t`)).rows);
    expect(await rowsOf('sign_in_codes')).not.toContain('canary');
    const { body } = await exchange(api, code).expect(200);
    const kept = await rowsOf('provider_sessions');
    const { providerLogoutUrl } = (await leave(body as SignedIn).expect(200)).body;
    const hint = new URL(providerLogoutUrl as string).searchParams.get('id_token_hint')!;
    const events = [await auditOf(api, id), await auditOf(api, body.session.id as string)];
    for (const text of [kept, JSON.stringify([events, api().log])]) {
      expect(text).not.toContain(hint);
      expect(text).not.toContain(Buffer.from(hint).toString('hex'));
      expect(text).not.toContain(hint.split('.')[1]);
    }
    expect(await rowsOf('provider_sessions')).not.toContain(body.session.id);
  });

  it('rule 10.15: an ID token opens in no other row', async () => {
    const [one, other] = [await come('one-row'), await come('other-row')];
    await api().assembly.db.pool.query(
      `UPDATE provider_sessions SET id_token = (SELECT id_token FROM provider_sessions WHERE session_id = $1)
       WHERE session_id = $2`,
      [one.session.id, other.session.id],
    );
    await expect(api().assembly.providerLogout.leave(other.session.id, {} as never)).rejects.toThrow();
  });
});

describe('204', () => {
  it('there is nothing to be done at a provider that has no logout, or says no address that is one', async () => {
    for (const [at, url] of [undefined, 'javascript:alert(1)', 'ftp://sso.example/out', 7].entries()) {
      stub().metadata = { end_session_endpoint: url };
      const session = await come(`nowhere-${at}`);
      expect((await leave(session, { returnTo }).expect(204)).text).toBe('');
    }
  });

  it('there is nothing to be done after a password, or when the provider was removed', async () => {
    await leave(await signIn(api, await createUser(api, 'passworded')), { returnTo }).expect(204);
    const session = await come('removed');
    await api().request().delete(`/v1/providers/${session.session.provider}`).expect(204);
    await leave(session).expect(204);
  });

  it('ends the session also while the provider cannot be asked where its logout is', async () => {
    const session = await come('unreachable');
    const { id } = (await api().request().get(`/v1/providers/${session.session.provider}`)).body;
    stub().handlers['/.well-known/openid-configuration'] = (_request, response) =>
      sendJson(response, 500, {});
    await api().request().patch(`/v1/providers/${id}`).send({ name: 'Asked anew' }).expect(200);
    await leave(session).expect(204);
    expectProblem(await leave(session), 'session-ended');
  });
});

describe('422', () => {
  it('rule 8.5: sends nobody to an address that the configuration does not name, and ends nothing', async () => {
    const session = await come('open-redirect');
    for (const elsewhere of ['https://evil.example', `${returnTo}?x=1`, '']) {
      expectProblem(await leave(session, { returnTo: elsewhere }), 'return-not-allowed');
    }
    await leave(session, { returnTo }).expect(200);
  });
});
