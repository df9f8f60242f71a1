/** Signing in through a real Keycloak, as a person does it: in a browser, with a second factor, and put out again. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { Provider } from '../../src/providers/providers.schema.js';
import {
  isKeycloakInstalled,
  person,
  startKeycloak,
  totp,
  userInfoClaim,
  type Keycloak,
} from '../support/keycloak.js';
import type { SignedIn } from '../../src/sessions/index.js';
import { issuer as publicUrl, startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const program = '/usr/bin/chromium';
const missing = [...(isKeycloakInstalled ? [] : ['Keycloak']), ...(existsSync(program) ? [] : [program])];
// Past Jest, which keeps what a skipped file says to itself.
if (missing.length > 0)
  process.stderr.write(
    `\nSKIPPED: sign-in through Keycloak, for want of ${missing.join(', ')}: npm run labs:install\n`,
  );

const returnTo = 'https://meet.corp.example/signed-in';

const describeWithKeycloak = missing.length === 0 ? describe : describe.skip;

describeWithKeycloak('a person signs in through Keycloak', () => {
  let keycloak: Keycloak;
  let service: TestService;
  let other: TestService;
  let provider: Provider;
  let folder: string;
  let browser: BrowserContext;
  let page: Page;
  let tokens: { accessToken: string; refreshToken: string };

  beforeAll(async () => {
    keycloak = await startKeycloak(`${publicUrl}/v1/auth/oidc/callback`, returnTo);
    const options = { egressAllow: ['127.0.0.0/8'], returnTo: [returnTo] };
    service = await startTestService(options);
    other = await startTestService({ ...options, beside: service });
    provider = await addProvider();
    await keycloak.tellLogouts(provider.backChannelLogoutUri!.replace(publicUrl, service.url));
    await service.request().post('/v1/users').send({ login: person.login }).expect(201);
    folder = await mkdtemp(join(tmpdir(), 'foyer-browser-'));
    browser = await chromium.launchPersistentContext(folder, {
      executablePath: program,
      headless: true,
      // Keycloak's certificate is its own; Foyer has the name under which it is public.
      ignoreHTTPSErrors: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        `--host-resolver-rules=${[
          `MAP foyer.test:80 ${new URL(service.url).host}`,
          // Nobody is there; that the browser was sent there is what counts, and Keycloak answers anything.
          `MAP meet.corp.example:443 ${new URL(keycloak.issuer).host}`,
        ].join(',')}`,
      ],
    });
    page = await browser.newPage();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await other?.stop();
    await service?.stop();
    await keycloak?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function addProvider(): Promise<Provider> {
    const { issuer, clientId, clientSecret } = keycloak;
    const settings = {
      type: 'keycloak',
      name: 'Corp account',
      enabled: true,
      matchUsers: true,
      userClaim: userInfoClaim,
      verifyTls: false,
    };
    const body = { ...settings, issuer, clientId, clientSecret };
    const added = (await service.request().post('/v1/providers').send(body).expect(201)).body as Provider;
    await service
      .request()
      .patch('/v1/zones/trusted')
      .send({ methods: ['password', added.id] })
      .expect(200);
    return added;
  }

  function startPath(realm = 'users'): string {
    const query = `returnTo=${encodeURIComponent(returnTo)}&realm=${realm}`;
    return `${publicUrl}/v1/auth/oidc/${provider.id}/start?${query}`;
  }

  async function arrived(): Promise<URLSearchParams> {
    await page.waitForURL((url) => url.href.startsWith(returnTo), { timeout: 60_000 });
    return new URL(page.url()).searchParams;
  }

  it('rule 8.3: says that Keycloak works, over the certificate that it had when it was added', async () => {
    const { body } = await service.request().get(`/v1/providers/${provider.id}/status`).expect(200);
    expect(body).toMatchObject({ configured: true, working: true, reason: null });
    expect(provider.pinnedCertificates).toMatchObject([{ origin: new URL(keycloak.issuer).origin }]);
  });

  async function exchanged(query: URLSearchParams): Promise<SignedIn> {
    const body = { code: query.get('code'), application: { name: 'Web' }, automaticSignIn: true };
    const answer = await other.request(null).post('/v1/auth/exchange').send(body).expect(200);
    return answer.body as SignedIn;
  }

  /** Keycloak still has them signed in, and sends them back without a question. */
  async function comeAgain(realm?: string): Promise<SignedIn> {
    await page.goto(startPath(realm));
    return exchanged(await arrived());
  }

  it('rules 8.2 and 8.5: is asked for a password and a second factor, and comes back with a code for tokens', async () => {
    await page.goto(startPath());
    expect(page.url().startsWith(keycloak.issuer)).toBe(true);
    await page.locator('#username').fill(person.login);
    await page.locator('#password').fill(person.password);
    await page.locator('#kc-login').click();
    await page.locator('#otp').fill('000000');
    await page.locator('#kc-login').click();
    await page.getByText('Invalid authenticator code').first().waitFor();
    await page.locator('#otp').fill(totp(person.totpSecret));
    await page.locator('#kc-login').click();
    const query = await arrived();
    expect([...query.keys()]).toEqual(['code']);
    const { user, session, ...rest } = await exchanged(query);
    expect(user!.login).toBe(person.login);
    expect(session).toMatchObject({ method: 'provider', provider: provider.id });
    tokens = rest as typeof tokens;
  }, 120_000);

  it('rule 8.5: is known by the subject that Keycloak has for them', async () => {
    const { body } = await service.request().get(`/v1/users/${person.login}/provider-links`).expect(200);
    expect(body.items).toMatchObject([
      { issuer: keycloak.issuer, subject: expect.stringMatching(/^[0-9a-f-]{36}$/), origin: 'match' },
    ]);
  });

  it('rules 2.3 and 8.5: is out within a second of being deactivated, on every instance, and stays out', async () => {
    const ask = (at: TestService) => at.request(tokens.accessToken).get('/userinfo');
    for (const instance of [service, other]) await ask(instance).expect(200);
    await service.request().patch(`/v1/users/${person.login}`).send({ active: false }).expect(200);
    const started = performance.now();
    const isOut = async () =>
      (await Promise.all([ask(service), ask(other)])).every(({ status }) => status === 401);
    await until('both instances refuse the access token', isOut, 5_000);
    expect(performance.now() - started).toBeLessThan(1_000);
    const refresh = other.request(null).post('/v1/auth/refresh').send({ refreshToken: tokens.refreshToken });
    expect((await refresh).status).toBe(401);
    // Keycloak still has them signed in, and sends them back without a question.
    await page.goto(startPath());
    expect(Object.fromEntries(await arrived())).toEqual({ error: 'account-inactive' });
    await service.request().patch(`/v1/users/${person.login}`).send({ active: true }).expect(200);
  }, 120_000);

  it('rules 8.5 and 12.1: is an administrator for whom an administrator has linked, and for nobody else', async () => {
    await page.goto(startPath('administrators'));
    expect(Object.fromEntries(await arrived())).toEqual({ error: 'account-unknown' });
    const { body: links } = await service.request().get(`/v1/users/${person.login}/provider-links`);
    const { subject } = links.items[0] as { subject: string };
    const account = { login: 'root', password: 'nine herons cross the fjord' };
    const { id } = (await service.request().post('/v1/administrators').send(account).expect(201)).body;
    const link = `/v1/administrators/${id}/provider-links/${provider.id}`;
    await service.request().put(link).send({ subject }).expect(200);
    const { accessToken, administrator } = await comeAgain('administrators');
    expect(administrator).toMatchObject({ id, login: 'root' });
    await other.request(accessToken).get('/v1/administrators').expect(200);
  }, 120_000);

  it('signs out there too: Keycloak asks nothing, sends them back, and puts out their other session here', async () => {
    const [leaving, staying] = [await comeAgain('administrators'), await comeAgain()];
    const ask = (at: TestService) => at.request(staying.accessToken).get('/userinfo');
    for (const instance of [service, other]) await ask(instance).expect(200);
    const { body } = await other
      .request(leaving.accessToken)
      .post('/v1/auth/sign-out')
      .query({ returnTo, state: 'of-the-frontend' })
      .expect(200);
    await page.goto(body.providerLogoutUrl as string);
    expect(Object.fromEntries(await arrived())).toEqual({ state: 'of-the-frontend' });
    const isOut = async () =>
      (await Promise.all([ask(service), ask(other)])).every(({ status }) => status === 401);
    await until('both instances refuse the other session', isOut, 10_000);
    expect((await ask(service)).body.detail).toContain('signed out at the provider');
    await page.goto(startPath());
    await page.locator('#username').waitFor();
  }, 120_000);
});
