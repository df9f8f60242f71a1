import { randomUUID } from 'node:crypto';
import type { Administrator } from '../../../src/administrators/index.js';
import type { SignedIn } from '../../../src/sessions/index.js';
import type { Api } from '../api.js';

export const password = 'nine herons cross the fjord';
export const path = '/v1/administrators';

export async function createAdministrator(api: Api, fields: object = {}): Promise<Administrator> {
  const body = { login: `a${randomUUID().slice(0, 8)}`, password, ...fields };
  return (await api().request().post(path).send(body).expect(201)).body as Administrator;
}

export async function signInAs(api: Api, { login }: { login: string }, word = password): Promise<SignedIn> {
  const body = { login, password: word, realm: 'administrators' };
  return (await api().request(null).post('/v1/auth/sign-in').send(body).expect(200)).body as SignedIn;
}
