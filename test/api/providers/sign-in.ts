/** A browser, a frontend and a provider, for the tests of signing in through one. */
import { expect } from '@jest/globals';
import type { Response } from 'supertest';
import type { Provider } from '../../../src/providers/providers.schema.js';
import type { ProviderStub } from '../../support/provider-stub.js';
import type { Api } from '../api.js';

export const returnTo = 'https://meet.corp.example/signed-in';

/** What a test service needs for it. */
export const signInOptions = {
  egressAllow: ['127.0.0.0/8'],
  returnTo: [returnTo, 'com.corp.meet:/signed-in'],
};

/** Adds the provider, and lets people in through it from everywhere. */
export async function allowProvider(api: Api, stub: ProviderStub, fields: object = {}): Promise<Provider> {
  const body = stub.settings({ matchUsers: true, ...fields });
  const provider = (await api().request().post('/v1/providers').send(body).expect(201)).body as Provider;
  await allowIn(api, 'trusted', provider.id);
  await allowIn(api, 'external', provider.id);
  return provider;
}

export async function allowIn(api: Api, zone: string, ...methods: string[]): Promise<void> {
  await api()
    .request()
    .patch(`/v1/zones/${zone}`)
    .send({ methods: ['password', ...methods] })
    .expect(200);
}

export interface Departure {
  response: Response;
  location: string;
  cookie: string;
  state: string;
}

/** Where the browser is sent first. */
export async function depart(
  api: Api,
  provider: string,
  query: Record<string, string> = {},
  cookie = '',
): Promise<Departure> {
  const agent = api()
    .request(null)
    .get(`/v1/auth/oidc/${provider}/start`)
    .query({ returnTo, ...query });
  const response = await (cookie === '' ? agent : agent.set('Cookie', cookie));
  const location = response.headers['location'] ?? '';
  const [set = ''] = (response.headers['set-cookie'] ?? []) as unknown as string[];
  const state = URL.canParse(location) ? (new URL(location).searchParams.get('state') ?? '') : '';
  return { response, location, cookie: set.split(';')[0]!, state };
}

/** Brings the browser back from the provider. */
export async function comeBack(api: Api, url: string, cookie: string): Promise<Response> {
  const { pathname, search } = new URL(url);
  const agent = api().request(null).get(`${pathname}${search}`);
  return cookie === '' ? agent : agent.set('Cookie', cookie);
}

/** What came back with `returnTo`. */
export function brought(response: Response): URLSearchParams {
  expect(response.status).toBe(303);
  const location = response.headers['location'] ?? '';
  expect(location.startsWith(`${returnTo}?`)).toBe(true);
  return new URL(location).searchParams;
}

/** The whole way to a code, or to an error. */
export async function travel(api: Api, stub: ProviderStub, provider: string): Promise<URLSearchParams> {
  const { location, cookie } = await depart(api, provider);
  return brought(await comeBack(api, stub.authorize(location), cookie));
}

export function exchange(api: Api, code: string, fields: object = {}, bearer: string | null = null) {
  const body = { code, application: { name: 'Web' }, ...fields };
  return api().request(bearer).post('/v1/auth/exchange').send(body);
}
