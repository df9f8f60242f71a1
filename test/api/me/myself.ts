/** What the tests of what people do for themselves share: somebody who signed in, and those who are no user. */
import { randomUUID } from 'node:crypto';
import { describe, it } from '@jest/globals';
import type { Test } from 'supertest';
import type { User } from '../../../src/users/users.schema.js';
import {
  createUser,
  describeRefusedCallers,
  expectProblem,
  signIn,
  useService,
  type Agent,
  type Api,
} from '../api.js';

/** Where requests come from, as the proxy says: in the trusted zone and in the external one. */
export const inside = '127.0.0.2';
export const outside = '203.0.113.9';

/** A service behind a proxy, so that a request can come from either zone. */
export const useServiceBehindProxy = (): Api => useService({ trustedProxies: ['127.0.0.1/32'] });

export interface Somebody {
  user: User;
  /** Requests of theirs, from inside unless given. */
  from(address?: string): Agent;
}

export async function somebody(api: Api, fields: object = {}): Promise<Somebody> {
  const user = await createUser(api, `u${randomUUID().slice(0, 8)}`, fields);
  const { accessToken } = await signIn(api, user);
  const from = (address = inside) => api().request(accessToken).set('X-Forwarded-For', address);
  return { user, from };
}

/** The ID of a new contact group of theirs. */
export async function contactGroupOf({ from }: Pick<Somebody, 'from'>, name: string): Promise<string> {
  const { body } = await from().post('/v1/me/address-book/contact-groups').send({ name }).expect(201);
  return body.id as string;
}

/** Takes `addressBookEditing` from everybody who is outside. */
export async function closeOutside(api: Api): Promise<void> {
  const rights = { addressBookEditing: false };
  await api().request().patch('/v1/zones/external').send({ rights }).expect(200);
}

export async function openFields(api: Api, ...editableProfileFields: string[]): Promise<void> {
  await api().request().patch('/v1/settings').send({ editableProfileFields }).expect(200);
}

/** Declares that whoever is no user is refused: nobody, a program, an administrator. */
export function describeUsersOnly(api: Api, send: (agent: Agent) => Test): void {
  describeRefusedCallers(api, send, ['me']);
  describe('403 for whoever is no user', () => {
    it('rule 2.12: refuses a program', async () => {
      expectProblem(await send(api().request()), 'not-signed-in');
    });

    it('rule 2.12: refuses an administrator with every scope', async () => {
      const { accessToken } = await signIn(api, await administrator(api), {}, 'administrator');
      expectProblem(await send(api().request(accessToken)), 'not-signed-in');
    });
  });
}

async function administrator(api: Api): Promise<{ id: string }> {
  const login = `root${randomUUID().slice(0, 8)}`;
  const body = { login, password: 'nine herons cross the fjord' };
  return (await api().request().post('/v1/administrators').send(body).expect(201)).body as { id: string };
}
