import { describe, expect, it } from '@jest/globals';
import {
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/groups`;

describe('200', () => {
  it('lists the groups by name; none for a user without group (rule 3.1)', async () => {
    const user = await createUser(api, 'alice');
    expect((await api().request().get(pathOf('alice')).expect(200)).body).toEqual({ items: [] });
    const zebras = await createGroup(api, 'Zebras');
    const apes = await createGroup(api, 'apes');
    await join(api, zebras, user);
    await join(api, apes, user);
    const items = [apes, zebras].map(({ id, name }) => ({ id, name }));
    for (const reference of [user.id, 'Alice', 'alice@corp.example']) {
      expect((await api().request().get(pathOf(reference)).expect(200)).body).toEqual({ items });
    }
  });
});

describeIfNoneMatch(api, () => pathOf('alice'));
describeRefusedCallers(api, (agent) => agent.get(pathOf('alice')), ['users:read']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await api().request().get(pathOf('nobody')), 'user-not-found');
  });
});
