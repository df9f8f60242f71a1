/** Access tokens of people: they speak of a session, and are as good as that (RFC 9068). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import { newId } from '../../../src/core/ids.js';
import type { SignedIn } from '../../../src/sessions/index.js';
import { issuer } from '../../support/service.js';
import { createUser, expectProblem, signIn, useService } from '../api.js';

const time = { offset: 0 };
const api = useService({ clock: { now: () => Date.now() + time.offset } });
let anna: SignedIn;
let bert: SignedIn;

beforeAll(async () => {
  anna = await signIn(api, await createUser(api, 'anna'));
  bert = await signIn(api, await createUser(api, 'bert'));
});

/** A token of ours for anna, with other claims. */
async function forge(claims: object): Promise<string> {
  const { id: kid, privateKey } = await api().assembly.signingKeys.current();
  const good = decodeJwt(anna.accessToken);
  const payload = JSON.parse(JSON.stringify({ ...good, jti: newId(), ...claims })) as Record<string, unknown>;
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(privateKey);
}

const use = (token: string) => api().request(token).get('/userinfo');

it('RFC 9068 §2.2: says who, for whom, in which session, and for how long (rule 14)', () => {
  const claims = decodeJwt(anna.accessToken);
  expect(claims).toMatchObject({ iss: issuer, aud: issuer, sub: anna.user!.id, sid: anna.session.id });
  expect(claims).toMatchObject({ client_id: 'foyer', scope: 'me' });
  expect(claims.exp! - claims.iat!).toBe(600);
  expect(claims.jti).toMatch(/^[0-9a-f-]{36}$/);
});

it('is good with claims of its own making, as long as they agree', async () => {
  expect((await use(await forge({}))).status).toBe(200);
});

describe('401', () => {
  it.each([
    ['the session of somebody else', () => ({ sid: bert.session.id })],
    ['somebody else as its subject', () => ({ sub: bert.user!.id })],
    ['a session there is not', () => ({ sid: newId() })],
    ['a session that is no UUID', () => ({ sid: "' OR 1=1" })],
    ['a session that is no text', () => ({ sid: [anna.session.id] })],
    ['no session', () => ({ sid: undefined })],
  ])('refuses a token with %s', async (_, claims) => {
    expectProblem(await use(await forge(claims())), 'unauthenticated');
  });

  it('rule 14: ends after ten minutes', async () => {
    time.offset = 606_000;
    expectProblem(await use(anna.accessToken), 'unauthenticated');
    time.offset = 0;
  });

  it('takes no refresh token as an access token', async () => {
    expectProblem(await use(anna.refreshToken!), 'unauthenticated');
  });
});

describe('403', () => {
  it('gives no scope that the account does not have, whatever the token says', async () => {
    const token = await forge({ scope: 'me admin users:read' });
    await use(token).expect(200);
    expectProblem(await api().request(token).get('/v1/users'), 'insufficient-scope');
  });

  it('gives no scope that the token does not say', async () => {
    expectProblem(await use(await forge({ scope: '' })), 'insufficient-scope');
  });
});
