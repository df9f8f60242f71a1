import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { putConference } from './calls.js';

const api = useService();

beforeAll(async () => {
  await createUser(api, 'alice');
  await putConference(api, 'Room-7', { owner: 'alice', participants: ['alice'] });
});

describe('200', () => {
  it('rule 2.10: shows a conference with those who are invited', async () => {
    const { body } = await api().request().get('/v1/conferences/Room-7').expect(200);
    expect(body).toMatchObject({
      id: 'Room-7',
      owner: 'alice',
      participants: ['alice@corp.example'],
      schedule: null,
    });
  });
});

describeIfNoneMatch(api, () => '/v1/conferences/Room-7');
describeRefusedCallers(api, (agent) => agent.get('/v1/conferences/Room-7'), ['calls:read']);

describe('404', () => {
  it.each(['room-7', 'nowhere', 'a%40b', '%20', '%5C', 'x'.repeat(200)])(
    'knows no conference %s',
    async (id) => {
      expectProblem(await api().request().get(`/v1/conferences/${id}`), 'conference-not-found');
    },
  );
});
