/** Administrators sign in through a provider: those alone whom an administrator has linked (rules 8.5 and 12.1). */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Administrator } from '../../../src/administrators/index.js';
import { createAdministrator, signInAs } from '../administrators/administrator.js';
import { auditOf, createUser, expectProblem, useService } from '../api.js';
import { useStub } from './provider.js';
import { allowIn, allowProvider, brought, comeBack, depart, exchange, signInOptions } from './sign-in.js';

const api = useService(signInOptions);
const stub = useStub();
const realm = 'administrators';

afterEach(() => {
  stub().claims = { sub: 'subject-1', preferred_username: 'alice' };
});

async function travelAs(as: string, provider: string): Promise<URLSearchParams> {
  const { location, cookie } = await depart(api, provider, { realm: as });
  return brought(await comeBack(api, stub().authorize(location), cookie));
}

/** An administrator whom the provider knows, and who is about to come from there. */
async function linkedTo(provider: string, fields: object = {}): Promise<Administrator> {
  const administrator = await createAdministrator(api, fields);
  const subject = `subject of ${administrator.login}`;
  const path = `/v1/administrators/${administrator.id}/provider-links/${provider}`;
  await api().request().put(path).send({ subject }).expect(200);
  stub().claims = { sub: subject, preferred_username: 'whoever' };
  return administrator;
}

async function expectRefusal(error: string, provider: string): Promise<void> {
  expect(Object.fromEntries(await travelAs(realm, provider))).toEqual({ error });
  const [event] = await auditOf(api, provider);
  expect(event).toMatchObject({ action: 'provider.sign-in-refused', after: { error, realm } });
}

describe('an administrator who is linked', () => {
  it('gets a session with what their account allows', async () => {
    const { id: provider } = await allowProvider(api, stub());
    const linked = await linkedTo(provider, { scopes: ['users:read'] });
    const code = (await travelAs(realm, provider)).get('code')!;
    const { body } = await exchange(api, code, { automaticSignIn: true }).expect(200);
    expect(body).toMatchObject({
      session: { method: 'provider', provider },
      administrator: { id: linked.id, scopes: ['users:read'] },
    });
    expect(body.user).toBeUndefined();
    const token = body.accessToken as string;
    await api().request(token).get('/v1/users').expect(200);
    expectProblem(await api().request(token).get('/v1/audit'), 'insufficient-scope');
    const { body: links } = await api().request().get(`/v1/administrators/${linked.id}/provider-links`);
    expect(links.items).toMatchObject([{ lastUsedAt: expect.any(String) }]);
    const refresh = (refreshToken: string) =>
      api().request(null).post('/v1/auth/refresh').send({ refreshToken });
    const next = await refresh(body.refreshToken as string).expect(200);
    await api().request().patch(`/v1/providers/${provider}`).send({ enabled: false }).expect(200);
    expectProblem(await refresh(next.body.refreshToken as string), 'sign-in-method-unavailable');
  });

  it('rule 8.5: is unknown again once the link is taken back, or the provider has another issuer', async () => {
    const { id: provider } = await allowProvider(api, stub());
    const { id } = await linkedTo(provider);
    expect((await travelAs(realm, provider)).has('code')).toBe(true);
    await api().request().delete(`/v1/administrators/${id}/provider-links/${provider}`).expect(204);
    await expectRefusal('account-unknown', provider);
  });

  it('is no user: the link counts in its realm only', async () => {
    const { id: provider } = await allowProvider(api, stub(), { matchUsers: false });
    await linkedTo(provider);
    const query = await travelAs('users', provider);
    expect(query.get('error')).toBe('account-unknown');
  });
});

describe('an administrator who is not linked', () => {
  it('rule 8.5: is matched by no name and no address, whatever the provider may say of users', async () => {
    const { login } = await createAdministrator(api);
    const { id: provider } = await allowProvider(api, stub(), { matchUsers: true });
    stub().claims = { sub: 'x', preferred_username: login, email: login, email_verified: true };
    await expectRefusal('account-unknown', provider);
  });

  it('is not who the user is whom the provider knows', async () => {
    const { login } = await createAdministrator(api);
    const { id: user } = await createUser(api, login);
    const { id: provider } = await allowProvider(api, stub());
    const link = `/v1/users/${user}/provider-links/${provider}`;
    await api().request().put(link).send({ subject: 'of the user' }).expect(200);
    stub().claims = { sub: 'of the user', preferred_username: login };
    await expectRefusal('account-unknown', provider);
  });
});

describe('what holds for every sign-in', () => {
  it('rule 9.2: the lock of the administrator, but not one that others brought about from elsewhere', async () => {
    const { id: provider } = await allowProvider(api, stub());
    const administrator = await linkedTo(provider);
    const { attemptCounter } = api().assembly.db.prisma;
    const lockedUntil = new Date(Date.now() + 60_000);
    const key = `administrator/${administrator.id}`;
    const { accessToken } = await signInAs(api, await createAdministrator(api));
    await attemptCounter.create({ data: { key, failures: 5, lockedUntil } });
    await expectRefusal('account-locked', provider);
    const unlock = `/v1/administrators/${administrator.id}/unlock`;
    await api().request(accessToken).post(unlock).expect(204);
    const code = (await travelAs(realm, provider)).get('code')!;
    await exchange(api, code).expect(200);
    // Now their address is known, and only its own counter counts there.
    await attemptCounter.create({ data: { key, failures: 5, lockedUntil } });
    expect((await travelAs(realm, provider)).has('code')).toBe(true);
    await attemptCounter.create({ data: { key: `${key}/127.0.0.1`, failures: 5, lockedUntil } });
    await expectRefusal('account-locked', provider);
  });

  it('rule 9.2: a lock that came about before the code was exchanged', async () => {
    const { id: provider } = await allowProvider(api, stub());
    const { id } = await linkedTo(provider);
    const code = (await travelAs(realm, provider)).get('code')!;
    const lockedUntil = new Date(Date.now() + 60_000);
    const data = { key: `administrator/${id}`, failures: 5, lockedUntil };
    await api().assembly.db.prisma.attemptCounter.create({ data });
    expectProblem(await exchange(api, code), 'sign-in-refused');
  });

  it('rules 7.3 and 7.4: the zone and its methods', async () => {
    const { id: provider } = await allowProvider(api, stub());
    await linkedTo(provider);
    const code = (await travelAs(realm, provider)).get('code')!;
    await allowIn(api, 'trusted');
    expectProblem(await exchange(api, code), 'sign-in-method-unavailable');
    const { location } = await depart(api, provider, { realm });
    expect(new URL(location).searchParams.get('error')).toBe('sign-in-method-unavailable');
  });

  it('rule 12.1: nobody is let in whose account was deleted meanwhile', async () => {
    const { id: provider } = await allowProvider(api, stub());
    const { id } = await linkedTo(provider);
    await createAdministrator(api);
    const code = (await travelAs(realm, provider)).get('code')!;
    await api().request().delete(`/v1/administrators/${id}`).expect(204);
    expectProblem(await exchange(api, code), 'sign-in-code-refused');
  });

  it('takes no other realm', async () => {
    const { id: provider } = await allowProvider(api, stub());
    const { response } = await depart(api, provider, { realm: 'programs' });
    expectProblem(response, 'malformed-request');
  });
});
