/** What is taken for an access token, and what is not (RFC 9068 §4, RFC 8725). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTHeaderParameters,
} from 'jose';
import { newId } from '../../../src/core/ids.js';
import { issuer } from '../../support/service.js';
import { expectProblem, useService } from '../api.js';

const api = useService();
let kid: string;
let privateKey: CryptoKey;
let subject: string;

beforeAll(async () => {
  ({ id: kid, privateKey } = await api().assembly.signingKeys.current());
  const request = { name: 'portal', scopes: ['rights:read'] };
  subject = (await api().request().post('/v1/service-accounts').send(request).expect(201)).body.id;
});

interface Forgery {
  header?: Partial<JWTHeaderParameters> & Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: CryptoKey | Uint8Array;
}

const now = () => Math.floor(Date.now() / 1000);

/** A good token, apart from what is forged; undefined takes a claim or a header away. */
async function sign({ header = {}, claims = {}, key = privateKey }: Forgery = {}): Promise<string> {
  const good = {
    iss: issuer,
    aud: issuer,
    sub: subject,
    client_id: subject,
    jti: newId(),
    scope: 'rights:read',
  };
  const payload = { ...good, iat: now(), exp: now() + 600, ...claims };
  const full = { alg: 'ES256', typ: 'at+jwt', kid, ...header };
  return new SignJWT(present(payload)).setProtectedHeader(present(full)).sign(key);
}

function present<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

const use = (token: string) => api().request(token).get('/v1/rights');

describe('200', () => {
  it('takes a token that meets every demand, also with a second to go and for several audiences', async () => {
    expect((await use(await sign())).status).toBe(200);
    expect((await use(await sign({ claims: { aud: ['https://other.example', issuer] } }))).status).toBe(200);
    expect((await use(await sign({ header: { typ: 'application/at+jwt' } }))).status).toBe(200);
  });

  it('gives what the token says, of what is a scope', async () => {
    const token = await sign({ claims: { scope: 'rights:read root' } });
    expect((await use(token)).status).toBe(200);
    expectProblem(await api().request(token).get('/v1/users'), 'insufficient-scope');
  });
});

describe('401', () => {
  const forgeries: [string, () => Forgery][] = [
    ['no type', () => ({ header: { typ: undefined } })],
    ['the type of an ID token', () => ({ header: { typ: 'JWT' } })],
    ['another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
    ['no issuer', () => ({ claims: { iss: undefined } })],
    ['another audience', () => ({ claims: { aud: 'https://other.example' } })],
    ['no audience', () => ({ claims: { aud: undefined } })],
    ['an end that has passed', () => ({ claims: { iat: now() - 600, exp: now() - 10 } })],
    ['no end', () => ({ claims: { exp: undefined } })],
    ['an end that is no number', () => ({ claims: { exp: 'never' } })],
    ['no time of issue', () => ({ claims: { iat: undefined } })],
    ['a time of issue to come', () => ({ claims: { iat: now() + 3600, exp: now() + 4000 } })],
    ['a life longer than ours', () => ({ claims: { iat: now() - 5000, exp: now() + 5000 } })],
    ['no identifier', () => ({ claims: { jti: undefined } })],
    ['no subject', () => ({ claims: { sub: undefined } })],
    ['a subject that is no account', () => ({ claims: { sub: newId() } })],
    ['a subject that is no UUID', () => ({ claims: { sub: "' OR 1=1" } })],
    ['a start to come', () => ({ claims: { nbf: now() + 3600 } })],
    ['no scope', () => ({ claims: { scope: undefined } })],
    ['a scope that is a list', () => ({ claims: { scope: ['rights:read'] } })],
    ['no key ID', () => ({ header: { kid: undefined } })],
    ['an unknown key ID', () => ({ header: { kid: newId() } })],
    ['a key ID that is a path', () => ({ header: { kid: '../../../dev/null' } })],
    ['a key ID that is SQL', () => ({ header: { kid: "' UNION SELECT 'x" } })],
    ['a critical extension', () => ({ header: { crit: ['b64'], b64: true } })],
    ['the address of a key set', () => ({ header: { jku: 'http://127.0.0.1:9/keys' } })],
    ['the address of a certificate', () => ({ header: { x5u: 'http://127.0.0.1:9/cert' } })],
    ['a key of its own', () => ({ header: { jwk: { kty: 'oct', k: 'AA' } } })],
    ['a key ID that is no text', () => ({ header: { kid: 7 as unknown as string } })],
  ];

  it.each(forgeries)('refuses a token with %s', async (_, forgery) => {
    expectProblem(await use(await sign(forgery())), 'unauthenticated');
  });

  it('refuses a token that somebody else signed, under our key ID and under a key of their own in the header', async () => {
    const theirs = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(theirs.publicKey);
    expectProblem(await use(await sign({ key: theirs.privateKey })), 'unauthenticated');
    expectProblem(await use(await sign({ key: theirs.privateKey, header: { jwk } })), 'unauthenticated');
    expectProblem(
      await use(await sign({ key: theirs.privateKey, header: { jwk, kid: undefined } })),
      'unauthenticated',
    );
  });

  it('asks nobody for a key: no request goes out for jku and x5u', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('{"keys":[]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const { privateKey: theirs } = await generateKeyPair('ES256');
    for (const header of [{ jku: url }, { x5u: url }, { jku: url, kid: undefined }, { iss: url }]) {
      expectProblem(await use(await sign({ key: theirs, header })), 'unauthenticated');
    }
    server.close();
    expect(asked).toEqual([]);
  });

  it('refuses no algorithm at all', async () => {
    const claims = { iss: issuer, aud: issuer, sub: subject, jti: newId(), scope: 'rights:read' };
    const unsecured = new UnsecuredJWT({ ...claims, iat: now(), exp: now() + 600 }).encode();
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString('base64url');
    expectProblem(await use(unsecured), 'unauthenticated');
    expectProblem(await use(`${header}.${unsecured.split('.')[1]}.`), 'unauthenticated');
  });

  it('refuses HS256 with the public key as the secret', async () => {
    const key = (await api().assembly.signingKeys.publicKey(kid))!;
    const { rows } = await api().assembly.db.pool.query('SELECT public_jwk FROM signing_keys WHERE id = $1', [
      kid,
    ]);
    const secrets = [
      await exportSPKI(key),
      JSON.stringify(rows[0].public_jwk),
      rows[0].public_jwk.x as string,
    ];
    for (const secret of secrets) {
      const token = await sign({ header: { alg: 'HS256' }, key: new TextEncoder().encode(secret) });
      expectProblem(await use(token), 'unauthenticated');
    }
  });

  it('refuses another algorithm under our key ID', async () => {
    for (const alg of ['ES384', 'RS256', 'EdDSA']) {
      const { privateKey: theirs } = await generateKeyPair(alg);
      expectProblem(await use(await sign({ header: { alg }, key: theirs })), 'unauthenticated');
    }
  });

  it('refuses a signature that was cut, changed or left out, and a payload that was changed', async () => {
    const [header, payload, signature] = (await sign()).split('.') as [string, string, string];
    const changed = Buffer.from(payload, 'base64url').toString().replace('rights:read', 'admin');
    const forged = [
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(2)}`,
      `${header}.${payload}.${'A'.repeat(86)}`,
      `${header}.${Buffer.from(changed).toString('base64url')}.${signature}`,
      `${header}.${payload}.${signature}.${signature}`,
    ];
    for (const token of forged) expectProblem(await use(token), 'unauthenticated');
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Basic Zm86YmFy',
    'foyer_x',
    'Bearer a b',
    `Bearer ${'x'.repeat(5000)}`,
    'Bearer foyer_é',
    'Bearer ....',
  ])('refuses the header %s', async (header) => {
    const response = await api().request(null).get('/v1/rights').set('Authorization', header);
    expectProblem(response, 'unauthenticated');
  });

  it('takes no token in the query or a form (RFC 6750 §2.2, §2.3)', async () => {
    const response = await api()
      .request(null)
      .get(`/v1/rights?access_token=${await sign()}`);
    expectProblem(response, 'unknown-query-parameter', 'access_token');
  });
});

it('no refused token is in the log', () => {
  const log = api().log.join('');
  expect(log).toContain('"status":401');
  expect(log).not.toContain('eyJ');
});
