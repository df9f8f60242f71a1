/**
 * An OpenID provider for tests: honest unless it is told to lie. It signs everybody in who comes, as whom the test says.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
type Path = '/.well-known/openid-configuration' | '/token' | '/jwks' | '/userinfo';

interface Grant {
  nonce: string | null;
  challenge: string | null;
  redirectUri: string;
}

export interface StubRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: URLSearchParams;
}

export interface Certificate {
  key: string;
  cert: string;
}

export class ProviderStub {
  readonly clientId = 'foyer';
  readonly clientSecret = 'canary-client-secret';
  /** What the ID token says besides what it must; null leaves a claim out. */
  claims: Record<string, unknown> = { sub: 'subject-1', preferred_username: 'alice' };
  /** What UserInfo says besides the subject; null leaves a claim out. */
  userInfo: Record<string, unknown> = {};
  /** The access token that UserInfo is read with. */
  accessToken = 'access-of-the-stub';
  /** What the ID token is made of instead of an honest signature. */
  sign: ((claims: JWTPayload) => Promise<string> | string) | null = null;
  /** What the discovery document says besides. */
  metadata: Record<string, unknown> = {};
  /** What it answers instead. */
  readonly handlers: Partial<Record<Path, Handler>> = {};
  readonly requests: StubRequest[] = [];
  private readonly grants = new Map<string, Grant>();

  private constructor(
    readonly origin: string,
    private readonly server: Server,
    private readonly privateKey: CryptoKey,
    private readonly publicJwk: JWK,
  ) {}

  static async start(certificate?: Certificate): Promise<ProviderStub> {
    const listener: { current: RequestListener } = { current: () => undefined };
    const listen: RequestListener = (request, response) => void listener.current(request, response);
    const server =
      certificate === undefined ? createHttpServer(listen) : createHttpsServer(certificate, listen);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'stub', alg: 'RS256', use: 'sig' };
    const scheme = certificate === undefined ? 'http' : 'https';
    const origin = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stub = new ProviderStub(origin, server, privateKey, jwk);
    listener.current = (request, response) => void stub.answer(request, response);
    return stub;
  }

  get issuer(): string {
    return this.origin;
  }

  /** What to create a provider with. */
  settings(fields: object = {}): Record<string, unknown> {
    const { clientId, clientSecret, issuer } = this;
    return { type: 'keycloak', name: 'Stub', enabled: true, clientId, clientSecret, issuer, ...fields };
  }

  /** Signs the browser in that was sent here; gives where it is sent back to. */
  authorize(location: string, parameters: Record<string, string> = {}): string {
    const asked = new URL(location).searchParams;
    const code = randomUUID();
    const redirectUri = asked.get('redirect_uri') ?? '';
    this.grants.set(code, { nonce: asked.get('nonce'), challenge: asked.get('code_challenge'), redirectUri });
    const back = new URL(redirectUri);
    const answer = { code, state: asked.get('state') ?? '', iss: this.issuer, ...parameters };
    for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
    return back.href;
  }

  /** The claims of an honest ID token, with those that the test wants. */
  idTokenClaims(nonce: string | null): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    const honest = {
      iss: this.issuer,
      aud: this.clientId,
      iat: now,
      exp: now + 300,
      nonce: nonce ?? undefined,
    };
    return withoutNulls({ ...honest, ...this.claims });
  }

  /** An honest logout token, with the claims that the test wants; null leaves one out. */
  async logoutToken(claims: Record<string, unknown> = {}, header: object = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const who = { iss: this.issuer, aud: this.clientId, jti: randomUUID(), events };
    const all = withoutNulls({ ...who, iat: now, exp: now + 120, ...claims });
    return this.signHonestly(all, { typ: 'logout+jwt', ...header });
  }

  async signHonestly(
    claims: JWTPayload,
    header: object = {},
    crit: Record<string, boolean> = {},
  ): Promise<string> {
    const all = { alg: 'RS256', kid: 'stub', ...header };
    return new SignJWT(claims).setProtectedHeader(all).sign(this.privateKey, { crit });
  }

  /** The public key as bytes that somebody may mistake for a shared secret. */
  get publicKeyText(): string {
    return JSON.stringify(this.publicJwk);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.origin);
    const body = await text(request);
    this.requests.push({ path: pathname, headers: request.headers, body: new URLSearchParams(body) });
    const other = this.handlers[pathname as Path];
    if (other !== undefined) return other(request, response, body);
    if (pathname === '/.well-known/openid-configuration') return sendJson(response, 200, this.document());
    if (pathname === '/jwks') return sendJson(response, 200, { keys: [this.publicJwk] });
    if (pathname === '/userinfo') return this.answerUserInfo(request, response);
    if (pathname === '/token') return this.answerToken(response, new URLSearchParams(body));
    return sendJson(response, 404, {});
  }

  private document(): Record<string, unknown> {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.origin}/authorize`,
      token_endpoint: `${this.origin}/token`,
      jwks_uri: `${this.origin}/jwks`,
      userinfo_endpoint: `${this.origin}/userinfo`,
      end_session_endpoint: `${this.origin}/logout`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }

  /** As RFC 6749 and RFC 7636 have it: a code works once, for whoever has its verifier. */
  private async answerToken(response: ServerResponse, form: URLSearchParams): Promise<void> {
    const grant = this.grants.get(form.get('code') ?? '');
    this.grants.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (grant?.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri')) {
      return sendJson(response, 400, { error: 'invalid_grant' });
    }
    const claims = this.idTokenClaims(grant.nonce);
    const idToken = this.sign === null ? await this.signHonestly(claims) : await this.sign(claims);
    const tokens = { access_token: this.accessToken, token_type: 'Bearer', id_token: idToken };
    return sendJson(response, 200, tokens);
  }

  private answerUserInfo({ headers }: IncomingMessage, response: ServerResponse): void {
    if (headers.authorization !== `Bearer ${this.accessToken}`) return sendJson(response, 401, {});
    return sendJson(response, 200, withoutNulls({ sub: this.claims['sub'], ...this.userInfo }));
  }
}

function withoutNulls(claims: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(claims);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

/** A self-signed certificate for 127.0.0.1. */
export function selfSigned(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = [
      '-subj',
      '/CN=127.0.0.1',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-days',
      '2',
      '-nodes',
    ];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
