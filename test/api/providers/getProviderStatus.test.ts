import { afterEach, describe, expect, it } from '@jest/globals';
import type { ProviderFault, ProviderStatus } from '../../../src/providers/providers.schema.js';
import { ProviderStub, selfSigned, sendJson } from '../../support/provider-stub.js';
import { describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createProvider, useStub } from './provider.js';

const certificate = selfSigned();
const api = useService({
  egressAllow: ['127.0.0.0/8', '169.254.0.0/16'],
  hosts: { 'metadata.example': '169.254.169.254', 'private.example': '10.0.0.1' },
});
const stub = useStub();
const secure = useStub(() => certificate);

const status = async (provider: string): Promise<ProviderStatus> =>
  (await api().request().get(`/v1/providers/${provider}/status`).expect(200)).body as ProviderStatus;

async function statusWith(fields: object): Promise<ProviderStatus> {
  return status((await createProvider(api, stub().settings(fields))).id);
}

async function expectFault(reason: ProviderFault, fields: object = {}): Promise<void> {
  const answer = await statusWith(fields);
  expect(answer).toMatchObject({ enabled: true, configured: true, working: false, reason });
  expect(answer.detail).toMatch(/^[A-Z].*\.$/);
}

afterEach(() => {
  stub().metadata = {};
  for (const path of Object.keys(stub().handlers)) delete stub().handlers[path as '/jwks'];
});

describe('200', () => {
  it('rule 8.3: password works, NTLM and Kerberos are not configured', async () => {
    expect(await status('password')).toMatchObject({
      configured: true,
      working: true,
      reason: null,
      detail: null,
    });
    for (const type of ['ntlm', 'kerberos']) {
      expect(await status(type)).toMatchObject({
        configured: false,
        working: false,
        reason: 'not-configured',
      });
    }
  });

  it('rule 8.3: a provider that answers works, with endpoints discovered or filled in', async () => {
    expect(await statusWith({})).toMatchObject({ enabled: true, working: true, reason: null });
    const { origin } = stub();
    const urls = {
      authorizationUrl: `${origin}/authorize`,
      tokenUrl: `${origin}/token`,
      jwksUrl: `${origin}/jwks`,
    };
    expect(await statusWith({ discovery: false, ...urls })).toMatchObject({ working: true });
    expect(await statusWith({ enabled: false })).toMatchObject({ enabled: false, working: true });
  });

  it('rule 8.3: AD FS needs LDAP mode, whatever it answers', async () => {
    await expectFault('ldap-mode-required', { type: 'adfs' });
  });

  it('says the reason when nobody answers, or the address may not be asked', async () => {
    await expectFault('unreachable', { issuer: 'http://127.0.0.1:1' });
    await expectFault('name-not-found', { issuer: 'https://nobody.example' });
    await expectFault('address-refused', { issuer: 'https://metadata.example' });
    await expectFault('address-refused', { issuer: 'https://169.254.169.254' });
    await expectFault('address-refused', { issuer: 'https://private.example' });
  });

  it('rule 8.5: says that the provider calls itself by another issuer, if only by a slash', async () => {
    stub().metadata = { issuer: 'https://other.example' };
    await expectFault('issuer-mismatch');
    stub().metadata = { issuer: `${stub().issuer}/` };
    await expectFault('issuer-mismatch');
  });

  it.each([
    ['token_endpoint', 'https://no url'],
    ['token_endpoint', undefined],
    ['jwks_uri', 'file:///etc/passwd'],
    ['authorization_endpoint', 7],
  ])('says that an endpoint cannot be used: %s', async (name, value) => {
    stub().metadata = { [name]: value };
    await expectFault('bad-answer');
  });

  it('says that there are no keys, or none that count', async () => {
    stub().handlers['/jwks'] = (_request, response) =>
      sendJson(response, 200, { keys: [{ kty: 'oct', k: 'x' }] });
    await expectFault('no-keys');
    stub().handlers['/jwks'] = (_request, response) => sendJson(response, 200, null);
    await expectFault('no-keys');
    delete stub().handlers['/jwks'];
    stub().metadata = { id_token_signing_alg_values_supported: ['none', 'HS256'] };
    await expectFault('no-keys');
  });

  it('follows no redirect, takes no garbage, and nothing without an end', async () => {
    const path = '/.well-known/openid-configuration';
    stub().handlers[path] = (_request, response) =>
      response.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data' }).end();
    await expectFault('bad-answer');
    stub().handlers[path] = (_request, response) => response.end('<html>');
    await expectFault('bad-answer');
    stub().handlers[path] = (_request, response) => response.end(`{"x":"${'x'.repeat(600_000)}"}`);
    await expectFault('too-large');
  });

  it('waits for nobody longer than the deadline', async () => {
    stub().handlers['/jwks'] = () => undefined;
    const started = performance.now();
    await expectFault('timed-out');
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it('rule 8.2: verifies TLS, and with that off takes the certificate that was seen when it was saved', async () => {
    const verified = await createProvider(api, secure().settings());
    expect(await status(verified.id)).toMatchObject({ working: false, reason: 'tls-failed' });
    const pinned = await createProvider(api, secure().settings({ verifyTls: false }));
    expect(await status(pinned.id)).toMatchObject({ working: true });
    const impostor = await ProviderStub.start(selfSigned());
    const { origin, fingerprint } = pinned.pinnedCertificates[0]!;
    const pins = JSON.stringify([{ origin: impostor.origin, fingerprint }]);
    await api().assembly.db.pool.query(
      'UPDATE providers SET issuer = $2, pinned_certificates = $3, client_secret = NULL WHERE id = $1',
      [pinned.id, impostor.origin, pins],
    );
    expect(origin).toBe(secure().origin);
    expect(await status(pinned.id)).toMatchObject({ working: false, reason: 'certificate-changed' });
    expect(impostor.requests).toEqual([]);
    await impostor.stop();
  });
});

describe('404', () => {
  it('there is no such provider', async () => {
    expectProblem(await api().request().get('/v1/providers/nobody/status'), 'provider-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/providers/password/status'), ['providers:read']);
