import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { selfSigned } from '../../support/provider-stub.js';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { corp, createProvider, useStub } from './provider.js';

const api = useService({ egressAllow: ['127.0.0.0/8'] });
const tls = useStub(selfSigned);
const other = useStub(selfSigned);
const post = (body: object) => api().request().post('/v1/providers').send(body);

describe('201', () => {
  it('rule 8.2: takes what a provider needs, and fills in the rest by type', async () => {
    const response = await post(corp);
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      type: 'keycloak',
      name: 'Corp account',
      enabled: false,
      configured: true,
      clientId: 'foyer',
      hasClientSecret: true,
      redirectUri: 'http://foyer.test/v1/auth/oidc/callback',
      issuer: corp.issuer,
      discovery: true,
      authorizationUrl: null,
      scopes: ['openid', 'profile'],
      verifyTls: true,
      pinnedCertificates: [],
      userClaim: 'preferred_username',
      matchUsers: false,
      icon: null,
    });
    expect(response.headers['location']).toBe(`/v1/providers/${response.body.id}`);
    const read = await api().request().get(`/v1/providers/${response.body.id}`);
    expect(read.text).toBe(response.text);
  });

  it.each([
    ['custom', 'sub', ['openid']],
    ['adfs', 'upn', ['openid', 'profile']],
  ])('rule 8.2: %s is known by %s', async (type, userClaim, scopes) => {
    expect(await createProvider(api, { type })).toMatchObject({ type, userClaim, scopes });
  });

  it.each(['openid,email', 'openid, email', 'openid email', ' openid\t,email,openid '])(
    'rule 8.2: takes the scopes %j as two',
    async (scopes) => {
      expect((await createProvider(api, { scopes })).scopes).toEqual(['openid', 'email']);
    },
  );

  it('rule 8.2: takes endpoints that were found by hand', async () => {
    const urls = {
      authorizationUrl: 'https://sso.corp.example/authorize?tenant=7',
      tokenUrl: 'https://sso.corp.example/token',
      jwksUrl: 'https://sso.corp.example/jwks',
      logoutUrl: 'https://sso.corp.example/logout',
      userInfoUrl: 'https://sso.corp.example/userinfo',
    };
    expect(await createProvider(api, { ...urls, discovery: false })).toMatchObject({
      ...urls,
      discovery: false,
    });
  });

  it('rule 10.15: keeps the secret out of the answer, the audit log, the log and the database', async () => {
    const provider = await createProvider(api);
    const [event] = await auditOf(api, provider.id);
    expect(event).toMatchObject({ action: 'provider.created', after: { hasClientSecret: true } });
    expect(JSON.stringify([provider, event, api().log])).not.toContain('canary');
    const { rows } = await api().assembly.db.pool.query('SELECT p::text AS row FROM providers p');
    const stored = rows.map(({ row }) => row as string).join();
    expect(stored).not.toContain('canary');
    expect(stored).not.toContain(Buffer.from('canary').toString('hex'));
  });

  it('rule 8.2: with TLS verification off, pins the certificate that is seen now, and sends nothing before', async () => {
    const body = tls().settings({ verifyTls: false });
    const provider = await createProvider(api, body);
    expect(provider.pinnedCertificates).toEqual([
      { origin: tls().origin, fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) },
    ]);
  });

  it('rule 8.2: pins that of UserInfo too, found by hand or discovered', async () => {
    const { issuer, origin } = tls();
    const elsewhere = other().origin;
    const byHand = {
      discovery: false,
      authorizationUrl: `${origin}/authorize`,
      tokenUrl: `${origin}/token`,
      jwksUrl: `${origin}/jwks`,
      userInfoUrl: `${elsewhere}/userinfo`,
    };
    tls().metadata = { userinfo_endpoint: `${elsewhere}/userinfo` };
    for (const fields of [byHand, {}]) {
      const provider = await createProvider(api, { ...tls().settings({ verifyTls: false }), ...fields });
      expect(provider.pinnedCertificates.map((pin) => pin.origin)).toEqual([issuer, elsewhere]);
    }
    tls().metadata = {};
  });

  it('answers the same key and body alike, and adds one provider', async () => {
    const key = randomUUID();
    const once = () =>
      post({ ...corp, name: 'Once' })
        .set('Idempotency-Key', key)
        .expect(201);
    expect((await once()).body).toEqual((await once()).body);
    const { body } = await api().request().get('/v1/providers');
    expect(body.items.filter(({ name }: { name: string }) => name === 'Once')).toHaveLength(1);
    const { rows } = await api().assembly.db.pool.query('SELECT o::text AS row FROM once_answers o');
    expect(JSON.stringify(rows)).not.toContain('canary');
  });
});

describe('400', () => {
  it.each([
    ['/type', { type: 'password' }],
    ['/type', { type: 'github' }],
    ['/name', { name: '' }],
    ['/clientId', { clientId: undefined }],
    ['/issuer', { issuer: undefined }],
    ['/verifyTls', { verifyTls: 'no' }],
  ])('%s: %j', async (pointer, fields) => {
    expectProblem(await post({ ...corp, ...fields }), 'malformed-request', pointer);
  });
});

describe('422', () => {
  it.each([
    'http://sso.corp.example/realms/corp',
    'ftp://sso.corp.example',
    'sso.corp.example',
    'https://user:pass@sso.corp.example',
    'https://sso.corp.example/#x',
    'https://sso.corp.example/?x=1',
    'https://sso.corp.example/a b',
    'javascript:alert(1)',
  ])('rule 8.2: is no issuer: %s', async (issuer) => {
    expectProblem(await post({ ...corp, issuer }), 'invalid-provider', '/issuer');
  });

  it('rule 8.2: without discovery the endpoints are needed', async () => {
    const response = await post({ ...corp, discovery: false, tokenUrl: 'https://sso.corp.example/token' });
    expectProblem(response, 'invalid-provider', '/authorizationUrl', '/jwksUrl');
  });

  it.each(['profile', 'openid "x"', 'openid ä'])('rule 8.2: are no scopes: %s', async (scopes) => {
    expectProblem(await post({ ...corp, scopes }), 'invalid-provider', '/scopes');
  });

  it('rule 8.5: nobody is matched by an email address', async () => {
    const response = await post({ ...corp, matchUsers: true, userClaim: 'email' });
    expectProblem(response, 'invalid-provider', '/matchUsers');
  });

  it('rule 8.3: Outlook needs LDAP mode', async () => {
    expectProblem(await post({ ...corp, type: 'outlook' }), 'ldap-mode-required');
  });

  it('does not pin what it cannot see, nor what it may not connect to', async () => {
    const unseen = { ...corp, verifyTls: false, issuer: 'https://127.0.0.1:1' };
    expectProblem(await post(unseen), 'provider-unreachable');
    const metadata = { ...corp, verifyTls: false, issuer: 'https://169.254.169.254' };
    const response = await post(metadata);
    expectProblem(response, 'provider-unreachable');
    expect(response.body.detail).toContain('FOYER_EGRESS_ALLOW');
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/providers').send(corp), ['providers:write']);
