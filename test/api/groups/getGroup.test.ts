import { describe, expect, it } from '@jest/globals';
import {
  createGroup,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();

describe('200', () => {
  it.each([
    ['ungrouped', 'Users without group'],
    ['federated', 'Federated users'],
    ['guests', 'Guest users'],
  ])('rule 3.1: %s always exists, by its word and by its UUID', async (word, name) => {
    const { body } = await api().request().get(`/v1/groups/${word}`).expect(200);
    expect(body).toMatchObject({ kind: word, name });
    expect((await api().request().get(`/v1/groups/${body.id}`)).body).toEqual(body);
  });

  it('finds a group by its UUID in either case', async () => {
    const group = await createGroup(api, 'Staff');
    expect((await api().request().get(`/v1/groups/${group.id.toUpperCase()}`).expect(200)).body).toEqual(
      group,
    );
  });
});

describeIfNoneMatch(api, () => '/v1/groups/guests');
describeRefusedCallers(api, (agent) => agent.get('/v1/groups/guests'), ['groups:read']);

describe('404', () => {
  it.each(['00000000-0000-7000-8000-00000000beef', 'Staff', 'Guests', 'custom'])(
    'knows no %s',
    async (group) => {
      expectProblem(await api().request().get(`/v1/groups/${group}`), 'group-not-found');
    },
  );
});
