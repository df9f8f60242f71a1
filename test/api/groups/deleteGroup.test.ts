import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const remove = (group: string) => api().request().delete(`/v1/groups/${group}`);

describe('204', () => {
  it('rule 3.2: never deletes accounts; who was in no other group is a user without group again', async () => {
    const group = await createGroup(api, 'Closed', { operator: true });
    const user = await createUser(api, 'member');
    await join(api, group, user);
    const rights = async () => (await api().request().get('/v1/effective-rights?subject=member')).body.rights;
    expect(await rights()).toMatchObject({ operator: true, fileSending: false });
    await remove(group.id).expect(204);
    expect(await rights()).toMatchObject({ operator: false, fileSending: true });
    expect((await api().request().get('/v1/users/member').expect(200)).body.groups).toEqual([]);
    const [event] = await auditOf(api, group.id);
    expect(event).toMatchObject({
      action: 'group.deleted',
      before: { name: 'Closed', rights: ['operator'] },
      after: null,
    });
  });

  it('gives the name again', async () => {
    await remove((await createGroup(api, 'Again')).id).expect(204);
    expect((await createGroup(api, 'again')).name).toBe('again');
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/groups/guests'), ['groups:write']);

describe('404', () => {
  it('knows no such group, and says so the second time', async () => {
    const { id } = await createGroup(api, 'Once');
    await remove(id).expect(204);
    expectProblem(await remove(id), 'group-not-found');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = `/v1/groups/${(await createGroup(api, `Match ${(count += 1)}`)).id}`;
  return { path, write: (agent) => agent.delete(path) };
});

describe('422', () => {
  it.each(['ungrouped', 'federated', 'guests'])('rule 3.1: %s is never deleted', async (group) => {
    expectProblem(await remove(group), 'built-in-group');
    await api().request().get(`/v1/groups/${group}`).expect(200);
  });
});
