import { beforeAll, describe, expect, it } from '@jest/globals';
import type { User } from '../../../src/users/users.schema.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
let alice: User;

beforeAll(async () => {
  alice = await createUser(api, 'Alice', { displayName: 'Alice Smith' });
});

describe('200', () => {
  it.each([
    ['UUID', () => alice.id],
    ['UUID in capitals', () => alice.id.toUpperCase()],
    ['login', () => 'Alice'],
    ['login in another case', () => 'aLICE'],
    ['call ID', () => 'alice@corp.example'],
    ['call ID in another case', () => 'ALICE@Corp.Example'],
    ['call ID, percent-encoded', () => 'alice%40corp%2Eexample'],
  ])('rule 1.1: finds a user by %s', async (_, reference) => {
    const { body } = await api().request().get(`/v1/users/${reference()}`).expect(200);
    expect(body).toEqual(alice);
  });

  it('answers HEAD with the headers of GET', async () => {
    const get = await api().request().get('/v1/users/alice');
    const head = await api().request().head('/v1/users/alice').expect(200);
    expect(head.headers['etag']).toBe(get.headers['etag']);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.text).toBeFalsy();
  });

  it('rule 2.2: says offline, or inactive for a deactivated account', async () => {
    await createUser(api, 'asleep', { active: false });
    expect((await api().request().get('/v1/users/alice')).body.status).toBe('offline');
    expect((await api().request().get('/v1/users/asleep')).body.status).toBe('inactive');
  });
});

describeIfNoneMatch(api, () => '/v1/users/alice');

describe('400', () => {
  it.each(['/v1/users/%zz', '/v1/users/%ff', '/v1/users/a%00b'])('refuses the path %s', async (path) => {
    expectProblem(await api().request().get(path), 'malformed-request');
  });

  it('takes no body', async () => {
    expectProblem(await api().request().get('/v1/users/alice').send({}), 'malformed-request');
  });

  it('names an unknown query parameter', async () => {
    const response = await api().request().get('/v1/users/alice?fields=login');
    expectProblem(response, 'unknown-query-parameter', 'fields');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/users/alice'), ['users:read']);

describe('404', () => {
  it.each([
    'nobody',
    '00000000-0000-7000-8000-00000000beef',
    'alice@other.example',
    'alice%20',
    '%2E%2E',
    'a'.repeat(500),
    "' OR 1=1",
  ])('knows no user %s', async (reference) => {
    expectProblem(await api().request().get(`/v1/users/${reference}`), 'user-not-found');
  });
});

describe('405', () => {
  it('says which methods the resource takes', async () => {
    const response = await api().request().put('/v1/users/alice').send({});
    expectProblem(response, 'method-not-allowed');
    expect(response.headers['allow']).toBe('GET, HEAD, PATCH, DELETE, OPTIONS');
  });
});
