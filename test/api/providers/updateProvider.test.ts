import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openSecret } from '../../../src/providers/client-secret.js';
import { selfSigned } from '../../support/provider-stub.js';
import { auditOf, describeIfMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createAdministrator, signInAs } from '../administrators/administrator.js';
import { createProvider, useStub } from './provider.js';

const api = useService({ egressAllow: ['127.0.0.0/8'] });
const tls = useStub(selfSigned);
const patch = (provider: string, body: object) =>
  api().request().patch(`/v1/providers/${provider}`).send(body);

describe('200', () => {
  it('changes what it names, and records both states', async () => {
    const provider = await createProvider(api);
    const change = {
      name: 'New',
      enabled: true,
      scopes: 'openid email',
      userClaim: 'sub',
      logoutUrl: 'https://x.example/out',
    };
    const { body } = await patch(provider.id, change).expect(200);
    expect(body).toEqual({ ...provider, ...change, scopes: ['openid', 'email'], updatedAt: body.updatedAt });
    expect((await patch(provider.id, { logoutUrl: null }).expect(200)).body.logoutUrl).toBeNull();
    const [, event] = await auditOf(api, provider.id);
    expect(event).toMatchObject({
      action: 'provider.changed',
      before: { name: 'Corp account' },
      after: { name: 'New' },
    });
  });

  it.each(['password', 'ntlm', 'kerberos'])('rule 8.1: switches %s', async (type) => {
    for (const enabled of [false, true]) {
      expect((await patch(type, { enabled }).expect(200)).body).toMatchObject({ type, enabled });
    }
  });

  it('writes nothing when nothing changes', async () => {
    const provider = await createProvider(api);
    expect((await patch(provider.id, {}).expect(200)).body).toEqual(provider);
    expect((await patch(provider.id, { name: provider.name }).expect(200)).body).toEqual(provider);
    expect(await auditOf(api, provider.id)).toHaveLength(1);
  });

  it('rule 10.15: changes the secret without saying it, or takes it away', async () => {
    const provider = await createProvider(api);
    await patch(provider.id, { clientSecret: 'canary-other' }).expect(200);
    const [event] = await auditOf(api, provider.id);
    expect(event).toMatchObject({ action: 'provider.changed', after: { clientSecretChanged: true } });
    expect(JSON.stringify(event)).not.toContain('canary');
    expect((await patch(provider.id, { clientSecret: null }).expect(200)).body.hasClientSecret).toBe(false);
  });

  it('security: the secret goes with what it was typed for, and needs no typing for the rest', async () => {
    const provider = await createProvider(api);
    await patch(provider.id, { name: 'Elsewhere', jwksUrl: 'https://sso.corp.example/keys' }).expect(200);
    const change = { issuer: 'https://other.example', clientSecret: 'canary-other' };
    expect((await patch(provider.id, change).expect(200)).body).toMatchObject({ hasClientSecret: true });
    await patch(provider.id, { issuer: 'https://third.example', clientSecret: null }).expect(200);
    await patch(provider.id, { issuer: 'https://fourth.example' }).expect(200);
  });

  it('rule 8.2: pins anew what is seen when TLS verification is switched off again, and only then', async () => {
    const provider = await createProvider(api, tls().settings({ verifyTls: false, clientSecret: undefined }));
    const pins = provider.pinnedCertificates;
    const count = tls().requests.length;
    expect((await patch(provider.id, { name: 'Other' }).expect(200)).body.pinnedCertificates).toEqual(pins);
    expect(tls().requests).toHaveLength(count);
    expect((await patch(provider.id, { verifyTls: false }).expect(200)).body.pinnedCertificates).toEqual(
      pins,
    );
    expect(tls().requests.length).toBeGreaterThan(count);
    expect((await patch(provider.id, { verifyTls: true }).expect(200)).body.pinnedCertificates).toEqual([]);
  });
});

describe('422', () => {
  it.each([
    { issuer: 'https://evil.example' },
    { tokenUrl: 'https://evil.example/token' },
    {
      discovery: false,
      authorizationUrl: 'https://sso.corp.example/a',
      tokenUrl: 'https://evil.example/t',
      jwksUrl: 'https://sso.corp.example/j',
    },
  ])('security: the secret is typed again before it goes elsewhere: %j', async (change) => {
    const provider = await createProvider(api);
    expectProblem(await patch(provider.id, change), 'secret-required', '/clientSecret');
    expect((await api().request().get(`/v1/providers/${provider.id}`)).body).toEqual(provider);
  });

  it('security: the secret is typed again under another TLS verification', async () => {
    const off = await createProvider(api, tls().settings({ verifyTls: false }));
    expectProblem(await patch(off.id, { verifyTls: true }), 'secret-required');
    const on = await createProvider(api, tls().settings());
    expectProblem(await patch(on.id, { verifyTls: false }), 'secret-required');
    await patch(on.id, { verifyTls: false, clientSecret: 'typed' }).expect(200);
  });

  it('rule 8.1: the three methods are switched, and nothing else', async () => {
    for (const change of [{ name: 'Mine' }, { clientId: 'x' }, { enabled: false, verifyTls: false }]) {
      expectProblem(await patch('password', change), 'built-in-method');
    }
    expect((await api().request().get('/v1/providers/password')).body.enabled).toBe(true);
  });

  it('rule 8.2: what is left must still fit together', async () => {
    const provider = await createProvider(api);
    expectProblem(await patch(provider.id, { discovery: false }), 'invalid-provider', '/tokenUrl');
    expectProblem(await patch(provider.id, { issuer: 'http://sso.example' }), 'invalid-provider', '/issuer');
  });
});

describe('403 for a provider that signs in administrators', () => {
  const elsewhere = [
    { issuer: 'https://evil.example' },
    { authorizationUrl: 'https://evil.example/authorize' },
    { tokenUrl: 'https://evil.example/token' },
    { jwksUrl: 'https://evil.example/jwks' },
    { userInfoUrl: 'https://evil.example/userinfo' },
    { logoutUrl: 'https://evil.example/logout' },
    { clientId: 'another' },
  ];

  async function linkedProvider(administrator: string): Promise<string> {
    const { id } = await createProvider(api, { clientSecret: undefined });
    const link = `/v1/administrators/${administrator}/provider-links/${id}`;
    await api().request().put(link).send({ subject: 'x' }).expect(200);
    return id;
  }

  const by = async (bearer: string, provider: string, change: object) =>
    api().request(bearer).patch(`/v1/providers/${provider}`).send(change);

  it('rule 12.1: whoever may not touch them cannot change whom it believes, and can for everybody else', async () => {
    const provider = await linkedProvider((await createAdministrator(api)).id);
    const key = await api().keyWith('providers:write', 'providers:read');
    const plain = await createProvider(api, { clientSecret: undefined });
    for (const change of elsewhere) {
      expectProblem(await by(key, provider, change), 'insufficient-scope');
      expect((await by(key, plain.id, change)).status).toBe(200);
    }
    for (const change of [{ enabled: true }, { name: 'Renamed' }, { enabled: false }]) {
      expect((await by(key, provider, change)).status).toBe(200);
    }
  });

  it('rule 12.1: an administrator who may do less cannot either, and one who may do as much can', async () => {
    const full = await linkedProvider((await createAdministrator(api)).id);
    const lesser = await createAdministrator(api, { scopes: ['admin', 'providers:write'] });
    const { accessToken } = await signInAs(api, lesser);
    const [change] = elsewhere;
    expectProblem(await by(accessToken, full, change!), 'scope-escalation');
    expect((await by(accessToken, await linkedProvider(lesser.id), change!)).status).toBe(200);
    await patch(full, change!).expect(200);
  });
});

describe('404', () => {
  it('there is no such provider', async () => {
    expectProblem(await patch(randomUUID(), {}), 'provider-not-found');
  });
});

it('rule 10.15: a secret opens neither in another row, nor when its target was changed past the service', async () => {
  const { pool, prisma } = api().assembly.db;
  const [one, other] = [await createProvider(api), await createProvider(api)];
  const row = async (id: string) => prisma.provider.findUniqueOrThrow({ where: { id } });
  await pool.query(`UPDATE providers SET token_url = 'https://evil.example' WHERE id = $1`, [one.id]);
  const moved = { ...(await row(other.id)), clientSecret: (await row(one.id)).clientSecret };
  const { secrets } = api().assembly;
  for (const tampered of [await row(one.id), moved]) expect(() => openSecret(secrets, tampered)).toThrow();
  expect(openSecret(secrets, await row(other.id))).toBe('canary-client-secret');
});

describeIfMatch(api, async () => {
  const { id } = await createProvider(api);
  const path = `/v1/providers/${id}`;
  return { path, write: (agent) => agent.patch(path).send({ name: randomUUID() }) };
});

describeRefusedCallers(api, (agent) => agent.patch('/v1/providers/password').send({}), ['providers:write']);
