import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Group, GroupMember } from '../../../src/groups/groups.schema.js';
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
const list = (group: string, query: object = {}) =>
  api().request().get(`/v1/groups/${group}/members`).query(query);
const logins = async (group: string): Promise<string[]> =>
  (await list(group).expect(200)).body.items.map((member: GroupMember) => member.login);

let staff: Group;

beforeAll(async () => {
  staff = await createGroup(api, 'Staff');
  for (const login of ['dora', 'Carl', 'bea', 'anna']) await join(api, staff, await createUser(api, login));
  await createUser(api, 'loner', { active: false });
});

describe('200', () => {
  it('lists in the order of logins, and counts when asked to', async () => {
    const { body } = await list(staff.id, { total: true }).expect(200);
    expect(body.items.map((member: GroupMember) => member.login)).toEqual(['anna', 'bea', 'Carl', 'dora']);
    expect(body).toMatchObject({ nextCursor: null, total: 4 });
    expect(body.items[2]).toMatchObject({ callId: 'Carl@corp.example', displayName: 'Carl', active: true });
  });

  it('rule 3.1: Users without group has exactly the members of no other group', async () => {
    expect(await logins('ungrouped')).toEqual(['loner']);
    await join(api, staff, await createUser(api, 'moving'));
    expect(await logins('ungrouped')).toEqual(['loner']);
    await api().request().delete(`/v1/groups/${staff.id}/members/moving`).expect(204);
    expect(await logins('ungrouped')).toEqual(['loner', 'moving']);
    await api().request().delete('/v1/users/moving').expect(204);
    expect((await list('ungrouped', { total: true })).body.total).toBe(1);
  });

  it.each(['federated', 'guests'])('%s has no accounts here', async (group) => {
    expect((await list(group, { total: true }).expect(200)).body).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
    });
  });

  it('walks all pages, also while members leave', async () => {
    const first = await list(staff.id, { limit: 2 }).expect(200);
    await api().request().delete(`/v1/groups/${staff.id}/members/anna`).expect(204);
    const [, url] = /^<([^>]+)>; rel="next"$/.exec(first.headers['link'] ?? '') ?? [];
    const second = await api().request().get(url!).expect(200);
    expect(second.body.items.map((member: GroupMember) => member.login)).toEqual(['Carl', 'dora']);
    await api()
      .request()
      .post(`/v1/groups/${staff.id}/members`)
      .send({ users: ['anna'] })
      .expect(200);
  });
});

describeIfNoneMatch(api, () => `/v1/groups/${staff.id}/members`);

describe('400', () => {
  it('refuses a cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify(['group', 'a'])).toString('base64url');
    expectProblem(await list(staff.id, { cursor }), 'invalid-cursor');
  });

  it('names an unknown query parameter', async () => {
    expectProblem(await list('guests', { q: 'x' }), 'unknown-query-parameter', 'q');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/groups/guests/members'), ['groups:read']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await list('nonsense'), 'group-not-found');
  });
});
