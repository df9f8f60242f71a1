import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const ask = (user: string, query: object = {}) =>
  api().request().get(`/v1/users/${user}/effective-rights`).query(query);

beforeAll(async () => {
  await createUser(api, 'alice');
});

describe('200', () => {
  it.each([{}, { ip: '127.0.0.1' }, { zone: 'trusted' }, { explain: true }])(
    'is the same answer for %j',
    async (query) => {
      const { text } = await ask('alice', query).expect(200);
      const general = await api()
        .request()
        .get('/v1/effective-rights')
        .query({ subject: 'alice', ...query });
      expect(text).toBe(general.text);
    },
  );
});

describeIfNoneMatch(api, () => '/v1/users/alice/effective-rights');

describe('400', () => {
  it('takes an address or a zone', async () => {
    expectProblem(await ask('alice', { ip: '127.0.0.1', zone: 'trusted' }), 'malformed-request', '/ip');
    expectProblem(await ask('alice', { ip: 'a' }), 'invalid-address', '/ip');
  });

  it('names an unknown query parameter', async () => {
    expectProblem(await ask('alice', { subject: 'bob' }), 'unknown-query-parameter', 'subject');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/users/alice/effective-rights'), ['rights:read']);

describe('403 for more than the plain question', () => {
  it('an address needs zone:assert, asking why rights:explain', async () => {
    const agent = api().request(await api().keyWith('rights:read'));
    const path = '/v1/users/alice/effective-rights';
    await agent.get(path).expect(200);
    expectProblem(await agent.get(`${path}?ip=127.0.0.1`), 'insufficient-scope');
    expectProblem(await agent.get(`${path}?explain=true`), 'insufficient-scope');
  });
});

describe('404', () => {
  it.each(['nobody', 'moore@guest.example', '00000000-0000-7000-8000-00000000beef'])(
    'knows no %s',
    async (user) => {
      expectProblem(await ask(user), 'user-not-found');
    },
  );
});
