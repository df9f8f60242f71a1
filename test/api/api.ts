/** What the tests of single operations share: a service for each file, the usual things in it, the usual refusals. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response, Test } from 'supertest';
import { errorTable, type ErrorCode } from '../../src/core/errors.js';
import { allScopes, type Scope } from '../../src/core/scopes.js';
import type { Alias } from '../../src/aliases/aliases.schema.js';
import type { Actor } from '../../src/core/actor.js';
import type { AccountKind, SignedIn, Visit } from '../../src/sessions/index.js';
import type { AuditEvent } from '../../src/audit/audit.schema.js';
import type { Group } from '../../src/groups/groups.schema.js';
import type { User } from '../../src/users/users.schema.js';
import { startTestService, type TestService, type TestServiceOptions } from '../support/service.js';

export type Api = () => TestService;
export type Agent = ReturnType<TestService['request']>;

/** Starts a service before the tests of a file and stops it after them. */
export function useService(options: TestServiceOptions = {}): Api {
  let service: TestService | undefined;
  beforeAll(async () => {
    service = await startTestService(options);
  });
  afterAll(async () => {
    await service?.stop();
    // Node keeps the modules of a test file, which would keep this.
    service = undefined;
  });
  return () => service!;
}

export async function createUser(api: Api, login: string, fields: object = {}): Promise<User> {
  const { body } = await api()
    .request()
    .post('/v1/users')
    .send({ login, ...fields })
    .expect(201);
  return body as User;
}

export async function createGroup(api: Api, name: string, rights?: object): Promise<Group> {
  const { body } = await api().request().post('/v1/groups').send({ name, rights }).expect(201);
  return body as Group;
}

export async function createAlias(api: Api, alias: string, callString: string): Promise<Alias> {
  const { body } = await api().request().post('/v1/aliases').send({ alias, callString }).expect(201);
  return body as Alias;
}

export async function join(api: Api, group: Group, ...users: User[]): Promise<void> {
  const body = { users: users.map((user) => user.id) };
  await api().request().post(`/v1/groups/${group.id}/members`).send(body).expect(200);
}

/** Lets somebody in as after a password, past the password. */
export async function signIn(
  api: Api,
  { id }: { id: string },
  visit: Partial<Visit> = {},
  kind: AccountKind = 'user',
): Promise<SignedIn> {
  const usual = {
    method: 'password',
    providerId: null,
    address: '127.0.0.1',
    automaticSignIn: true,
  } as const;
  const application = { name: 'Foyer Desktop', version: '5.1' };
  return api().assembly.sessionOpening.openSession(
    somebody,
    { kind, id },
    { application, ...usual, ...visit },
  );
}

const somebody: Actor = {
  kind: 'anonymous',
  id: '00000000-0000-0000-0000-000000000000',
  name: 'anonymous',
  scopes: new Set(),
  channel: 'api',
  requestId: 'test',
  address: '127.0.0.1',
};

/** The audit events in which the ID is either end, newest first. */
export async function auditOf(api: Api, target: string): Promise<AuditEvent[]> {
  const { body } = await api().request().get('/v1/audit').query({ target, limit: 500 }).expect(200);
  return body.items as AuditEvent[];
}

/** The answer is the problem document of this code, and says these places. */
export function expectProblem(response: Response, code: ErrorCode, ...pointers: string[]): void {
  const { status, title } = errorTable[code];
  expect(response.body).toMatchObject({ type: `/problems/${code}`, title, status });
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(response.body.requestId).toBe(response.headers['x-request-id']);
  const errors = (response.body.errors ?? []) as { pointer: string }[];
  for (const pointer of pointers) expect(errors.map((error) => error.pointer)).toContain(pointer);
}

/** Declares the tests that every operation with scopes has: nobody, and somebody with every other scope. */
export function describeRefusedCallers(
  api: Api,
  send: (agent: Agent) => Test,
  scopes: readonly Scope[],
): void {
  describe('401', () => {
    it('refuses a caller without credentials, and says how to come back', async () => {
      const response = await send(api().request(null));
      expectProblem(response, 'unauthenticated');
      expect(response.headers['www-authenticate']).toBe('Bearer realm="foyer"');
    });

    it('refuses a key that does not exist', async () => {
      expectProblem(await send(api().request(`foyer_${'A'.repeat(43)}`)), 'unauthenticated');
    });
  });

  describe('403', () => {
    it(`rule 12.1: refuses a caller with every scope but ${scopes.join(', ')}`, async () => {
      const key = await api().keyWith(...otherScopes(scopes));
      const response = await send(api().request(key));
      expectProblem(response, 'insufficient-scope');
      expect(response.headers['www-authenticate']).toContain('error="insufficient_scope"');
    });
  });
}

function otherScopes(scopes: readonly Scope[]): Scope[] {
  return allScopes.filter((scope) => !scopes.includes(scope));
}

/** A resource to change: where it is read, and the change. */
export interface Changeable {
  path: string;
  write(agent: Agent): Test;
}

/** Declares that a write with a stale `If-Match` changes nothing, and one with the present tag goes through. */
export function describeIfMatch(api: Api, prepare: () => Promise<Changeable>): void {
  describe('412', () => {
    it('refuses a stale If-Match and leaves everything as it was', async () => {
      const { path, write } = await prepare();
      const before = await api().request().get(path);
      expectProblem(await write(api().request()).set('If-Match', '"stale"'), 'precondition-failed');
      expect((await api().request().get(path)).text).toBe(before.text);
    });

    it('never takes a weak tag for the state it names', async () => {
      const { path, write } = await prepare();
      const { headers } = await api().request().get(path);
      const response = await write(api().request()).set('If-Match', `W/${headers['etag']}`);
      expectProblem(response, 'precondition-failed');
    });

    it('takes the present tag, alone or in a list', async () => {
      const { path, write } = await prepare();
      const { headers } = await api().request().get(path);
      const { status } = await write(api().request()).set('If-Match', `"other", ${headers['etag']}`);
      expect([200, 204]).toContain(status);
    });
  });
}

/** Declares that a GET with the present tag is answered without a body, and with an older one in full. */
export function describeIfNoneMatch(api: Api, path: () => Promise<string> | string): void {
  describe('304', () => {
    it('answers the present ETag without a body, and another one in full', async () => {
      const where = await path();
      const { headers, text } = await api().request().get(where).expect(200);
      const tag = headers['etag'] ?? '';
      expect(tag).toMatch(/^"[\w.-]+"$/);
      const unchanged = await api().request().get(where).set('If-None-Match', `"older", ${tag}`);
      expect([unchanged.status, unchanged.text]).toEqual([304, '']);
      const changed = await api().request().get(where).set('If-None-Match', '"older"');
      expect([changed.status, changed.text]).toEqual([200, text]);
    });
  });
}
