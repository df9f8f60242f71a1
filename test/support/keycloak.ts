/** A real Keycloak for a test, with a realm of one client and one person who has a second factor. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { selfSigned } from './provider-stub.js';
import { until } from './until.js';

/** Where scripts/install-labs.sh puts it. */
const folder = join(process.env['FOYER_LABS'] ?? join(homedir(), '.cache/foyer-labs'), 'keycloak-26.0.8');

export const isKeycloakInstalled = existsSync(folder);

export const person = {
  login: 'ada',
  password: 'correct horse battery',
  totpSecret: 'a-secret-of-the-second-factor',
};

export interface Keycloak {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Has it say there who has signed out. */
  tellLogouts(url: string): Promise<void>;
  stop(): Promise<void>;
}

/** RFC 6238 with what Keycloak does unless told otherwise: SHA-1, six digits, thirty seconds. */
export function totp(secret: string, now = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const clientId = 'foyer';
const clientSecret = 'secret-of-the-client';

/** A claim that only UserInfo has. */
export const userInfoClaim = 'corp_login';

/** Browsers come back from it to `redirectUri` after signing in, and to `signedOutUri` after signing out. */
export async function startKeycloak(redirectUri: string, signedOutUri: string): Promise<Keycloak> {
  const work = await mkdtemp(join(tmpdir(), 'foyer-keycloak-'));
  const port = await freePort();
  const { key, cert } = selfSigned();
  await writeFile(join(work, 'key.pem'), key);
  await writeFile(join(work, 'cert.pem'), cert);
  const child = run(port, work);
  const origin = `https://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGKILL');
    await rm(work, { recursive: true, force: true });
  };
  try {
    await until('Keycloak answers', () => answers(`${origin}/realms/master`), 120_000);
    const administer = await administration(origin);
    await administer('POST', '', realm(redirectUri, signedOutUri));
    const tellLogouts = async (url: string) => {
      const clients = `/corp/clients?clientId=${clientId}`;
      const [client] = JSON.parse(await administer('GET', clients)) as { id: string; attributes: object }[];
      const attributes = { ...client!.attributes, 'backchannel.logout.url': url };
      await administer('PUT', `/corp/clients/${client!.id}`, { ...client, attributes });
    };
    return { issuer: `${origin}/realms/corp`, clientId, clientSecret, tellLogouts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The script ends as Java, so that what is stopped is that. */
function run(port: number, work: string): ChildProcess {
  const settings = [
    'start',
    '--optimized',
    '--http-host=127.0.0.1',
    `--https-port=${port}`,
    `--https-certificate-file=${join(work, 'cert.pem')}`,
    `--https-certificate-key-file=${join(work, 'key.pem')}`,
    '--hostname-strict=false',
    '--log-level=warn',
  ];
  const env = {
    ...process.env,
    JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
    JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
    KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
    KC_BOOTSTRAP_ADMIN_PASSWORD: 'admin',
  };
  return spawn(join(folder, 'bin/kc.sh'), settings, { env, cwd: work, stdio: 'ignore' });
}

const userInfoMapper = {
  name: 'login of the corporation',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-usermodel-attribute-mapper',
  config: {
    'user.attribute': 'username',
    'claim.name': userInfoClaim,
    'jsonType.label': 'String',
    'id.token.claim': 'false',
    'access.token.claim': 'false',
    'userinfo.token.claim': 'true',
  },
};

function realm(redirectUri: string, signedOutUri: string): object {
  const password = { type: 'password', value: person.password, temporary: false };
  const secondFactor = {
    type: 'otp',
    secretData: JSON.stringify({ value: person.totpSecret }),
    credentialData: JSON.stringify({
      subType: 'totp',
      digits: 6,
      counter: 0,
      period: 30,
      algorithm: 'HmacSHA1',
    }),
  };
  const attributes = {
    'pkce.code.challenge.method': 'S256',
    'post.logout.redirect.uris': signedOutUri,
    'backchannel.logout.session.required': 'true',
  };
  const client = {
    clientId,
    secret: clientSecret,
    protocolMappers: [userInfoMapper],
    redirectUris: [redirectUri],
    standardFlowEnabled: true,
    publicClient: false,
    attributes,
  };
  const user = {
    username: person.login,
    enabled: true,
    email: 'ada@corp.example',
    emailVerified: true,
    firstName: 'Ada',
    lastName: 'Lovelace',
    credentials: [password, secondFactor],
  };
  return { realm: 'corp', enabled: true, sslRequired: 'all', clients: [client], users: [user] };
}

/** Requests below `/admin/realms`. */
async function administration(
  origin: string,
): Promise<(method: string, path: string, body?: object) => Promise<string>> {
  const headers = {
    'Content-Type': 'application/json',
    Authorization: `Bearer ${await administratorToken(origin)}`,
  };
  return (method, path, body) => {
    const content = body === undefined ? undefined : JSON.stringify(body);
    return ask(method, `${origin}/admin/realms${path}`, headers, content);
  };
}

async function administratorToken(origin: string): Promise<string> {
  const form = 'grant_type=password&client_id=admin-cli&username=admin&password=admin';
  const url = `${origin}/realms/master/protocol/openid-connect/token`;
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await ask('POST', url, headers, form);
  return (JSON.parse(answer) as { access_token: string }).access_token;
}

async function answers(url: string): Promise<boolean> {
  return exchange(url, 'GET', {}).then(
    ({ status }) => status === 200,
    () => false,
  );
}

async function ask(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: string,
): Promise<string> {
  const { status, content } = await exchange(url, method, headers, body);
  if (status >= 300) throw new Error(`Keycloak answered ${status} to ${url}: ${content}`);
  return content;
}

function exchange(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; content: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, rejectUnauthorized: false, timeout: 20_000 }, (response) => {
      text(response).then((content) => resolve({ status: response.statusCode!, content }), reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('Keycloak does not answer')));
    sent.on('error', reject);
    sent.end(body);
  });
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
