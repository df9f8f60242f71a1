import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const remove = (group: string, user: string) => api().request().delete(`/v1/groups/${group}/members/${user}`);

describe('204', () => {
  it.each([
    ['UUID', (id: string) => id],
    ['login', () => 'ALICE'],
    ['call ID', () => 'alice@corp.example'],
  ])('rule 1.1: takes a user by %s out of the group; the account stays', async (way, reference) => {
    const known = await api().request().get('/v1/users/alice');
    const alice = known.status === 200 ? known.body : await createUser(api, 'alice');
    const group = await createGroup(api, `By ${way}`);
    await join(api, group, alice);
    await remove(group.id, reference(alice.id)).expect(204);
    expect((await api().request().get('/v1/users/alice').expect(200)).body.groups).toEqual([]);
  });

  it('rule 12.2: is found from both ends', async () => {
    const user = await createUser(api, 'seen');
    const group = await createGroup(api, 'Seen');
    await join(api, group, user);
    await remove(group.id, 'seen').expect(204);
    const [fromUser] = await auditOf(api, user.id);
    const [fromGroup] = await auditOf(api, group.id);
    expect(fromUser).toEqual(fromGroup);
    expect(fromUser).toMatchObject({
      action: 'group.member-removed',
      target: { id: user.id },
      related: { id: group.id },
    });
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/groups/guests/members/any'), ['groups:write']);

describe('404', () => {
  it('says when the user is in the group no longer, or there is none such', async () => {
    const group = await createGroup(api, 'Once');
    const user = await createUser(api, 'once');
    await join(api, group, user);
    await remove(group.id, 'once').expect(204);
    expectProblem(await remove(group.id, 'once'), 'user-not-found');
    expectProblem(await remove(group.id, 'nobody'), 'user-not-found');
    expectProblem(await remove('nonsense', 'once'), 'group-not-found');
    expect(await auditOf(api, group.id)).toHaveLength(3);
  });
});

describe('422', () => {
  it.each(['ungrouped', 'federated', 'guests'])('rule 3.1: takes nobody out of %s by hand', async (group) => {
    expectProblem(await remove(group, 'alice'), 'built-in-group');
  });
});
