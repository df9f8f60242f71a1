/** The claim `effective_rights`: what an access token says of the rights of its user, to whoever reads it without asking. */
import { describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { rightNames } from '../../../src/rights/index.js';
import { createAdministrator, signInAs } from '../administrators/administrator.js';
import { issuer } from '../../support/service.js';
import { createGroup, createUser, expectProblem, join, signIn, useService } from '../api.js';

const api = useService();

let count = 0;
const newUser = () => createUser(api, `holder${(count += 1)}`);

async function refresh(
  refreshToken: string | null,
  more: object = { rights: true },
  bearer: string | null = null,
) {
  const { body } = await api()
    .request(bearer)
    .post('/v1/auth/refresh')
    .send({ refreshToken, ...more })
    .expect(200);
  return body as { accessToken: string; refreshToken: string };
}

const claimOf = (token: string) => decodeJwt(token)['effective_rights'];

/** The claim that the present answer of the API would make. */
async function present(subject: string, zone: string) {
  const { body } = await api().request().get('/v1/effective-rights').query({ subject, zone }).expect(200);
  return { zone, rights: body.rights, application: body.application, version: body.version };
}

describe('an access token', () => {
  it('rules 4.1–4.3: says what its user may do in the zone of the refresh, as the API answers it', async () => {
    const user = await newUser();
    await api()
      .request()
      .put(`/v1/users/${user.id}/application-settings`)
      .send({ incomingKbps: 2048, outgoingKbps: null })
      .expect(200);
    const { accessToken } = await refresh((await signIn(api, user)).refreshToken);
    const claim = claimOf(accessToken) as { rights: object };
    expect(claim).toEqual(await present(user.id, 'trusted'));
    expect(claim).toMatchObject({ zone: 'trusted', application: { incomingKbps: 2048, outgoingKbps: null } });
    expect(Object.keys(claim.rights)).toEqual(rightNames);
    const keySet = (await api().request(null).get('/.well-known/jwks.json')).body;
    const demands = { issuer, audience: issuer, typ: 'at+jwt' };
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(keySet), demands);
    expect(payload).toMatchObject({ sub: user.id, effective_rights: claim });
  });

  it('rule 4.3: holds what the zone of a person elsewhere leaves of it', async () => {
    const user = await newUser();
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { fileSending: false } })
      .expect(200);
    const { refreshToken } = await signIn(api, user);
    const key = await api().keyWith('zone:assert');
    const { accessToken } = await refresh(refreshToken, { rights: true, clientIp: '192.0.2.7' }, key);
    expect(claimOf(accessToken)).toEqual(await present(user.id, 'external'));
    expect(claimOf(accessToken)).toMatchObject({
      zone: 'external',
      rights: { fileSending: false, fileReceiving: true },
    });
  });

  it('says it from the sign-in on, when that asks for it', async () => {
    const password = 'nine herons cross the fjord';
    const { id, login } = await createUser(api, 'signed-in', { password });
    const enter = (more: object) =>
      api()
        .request(null)
        .post('/v1/auth/sign-in')
        .send({ login, password, ...more });
    const asked = await enter({ rights: true }).expect(200);
    expect(claimOf(asked.body.accessToken)).toEqual(await present(id, 'trusted'));
    expect(claimOf((await enter({}).expect(200)).body.accessToken)).toBeUndefined();
  });

  it.each([{}, { rights: false }])('says nothing of them unless it is asked to: %j', async (more) => {
    const { refreshToken, accessToken } = await signIn(api, await newUser());
    expect(claimOf(accessToken)).toBeUndefined();
    const asked = await refresh(refreshToken);
    expect(claimOf((await refresh(asked.refreshToken, more)).accessToken)).toBeUndefined();
  });

  it('says what was so when it was given out; the API, and the next token, say what is so', async () => {
    const user = await newUser();
    const first = await refresh((await signIn(api, user)).refreshToken);
    const before = await present(user.id, 'trusted');
    await join(api, await createGroup(api, `operators${count}`, { operator: true }), user);
    const after = await present(user.id, 'trusted');
    expect([before.rights.operator, after.rights.operator]).toEqual([false, true]);
    expect(after.version).not.toBe(before.version);
    expect(claimOf(first.accessToken)).toEqual(before);
    expect(claimOf((await refresh(first.refreshToken)).accessToken)).toEqual(after);
    const { body } = await api().request(first.accessToken).get('/v1/me/effective-rights').expect(200);
    expect(body.rights).toEqual(after.rights);
  });

  it('RFC 7662: is introspected with what it says', async () => {
    const { accessToken } = await refresh((await signIn(api, await newUser())).refreshToken);
    const ask = { token: accessToken };
    const { body } = await api().request().post('/oauth2/introspect').type('form').send(ask).expect(200);
    expect(body).toMatchObject({ active: true, effective_rights: claimOf(accessToken) });
  });

  it('of an administrator says nothing of rights, which are of users', async () => {
    const { refreshToken } = await signInAs(api, await createAdministrator(api));
    expect(claimOf((await refresh(refreshToken)).accessToken)).toBeUndefined();
  });

  it('is never so long that a server refuses the header that it comes in', async () => {
    const user = await newUser();
    const everything = Object.fromEntries(rightNames.map((name) => [name, true]));
    await join(api, await createGroup(api, 'g'.repeat(100), everything), user);
    const limits = { incomingKbps: 10_000_000, outgoingKbps: 10_000_000 };
    await api().request().put(`/v1/users/${user.id}/application-settings`).send(limits).expect(200);
    const { accessToken } = await refresh((await signIn(api, user)).refreshToken);
    expect(Object.values((claimOf(accessToken) as { rights: object }).rights)).not.toContain(false);
    expect(accessToken.length).toBeLessThan(1700);
  });
});

describe('400', () => {
  it.each(['yes', 1, null])('refuses %j as the wish', async (rights) => {
    const { refreshToken } = await signIn(api, await newUser());
    const response = await api().request(null).post('/v1/auth/refresh').send({ refreshToken, rights });
    expectProblem(response, 'malformed-request', '/rights');
    await refresh(refreshToken);
  });
});
