import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Group } from '../../../src/groups/groups.schema.js';
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
const pathOf = (user: string) => `/v1/users/${user}/application-settings`;
const read = async (user: string) => (await api().request().get(pathOf(user)).expect(200)).body;

async function limit(group: string, incomingKbps: number | null, outgoingKbps: number | null): Promise<void> {
  const body = { incomingKbps, outgoingKbps };
  await api().request().put(`/v1/groups/${group}/application-settings`).send(body).expect(200);
}

let wide: Group;
let narrow: Group;

beforeAll(async () => {
  wide = await createGroup(api, 'Wide');
  narrow = await createGroup(api, 'Narrow');
  await limit(wide.id, 4096, null);
  await limit(narrow.id, 1024, null);
  await limit('ungrouped', 64, 32);
  await join(api, wide, await createUser(api, 'both'), await createUser(api, 'one'));
  await api()
    .request()
    .post(`/v1/groups/${narrow.id}/members`)
    .send({ users: ['both'] })
    .expect(200);
  await createUser(api, 'loner');
});

describe('200', () => {
  it('rule 2.11: the smallest of the groups applies where the user has no value', async () => {
    const { own, effective } = await read('both');
    expect(own).toEqual({ incomingKbps: null, outgoingKbps: null });
    expect(effective.incoming).toMatchObject({ kbps: 1024, origin: 'group' });
    expect((await read('one')).effective.incoming).toMatchObject({ kbps: 4096 });
  });

  it('rule 2.11: no limit where nobody sets one', async () => {
    expect((await read('both')).effective.outgoing).toMatchObject({ kbps: null, origin: 'none' });
  });

  it('rule 2.11: previews the value of each group', async () => {
    const { groups } = await read('both');
    expect(groups).toHaveLength(2);
    expect(groups).toContainEqual(expect.objectContaining({ id: wide.id, name: 'Wide', incomingKbps: 4096 }));
    expect(groups).toContainEqual(expect.objectContaining({ id: narrow.id, incomingKbps: 1024 }));
  });

  it('rule 2.11: Users without group counts for those in none', async () => {
    const { groups, effective } = await read('loner');
    expect(groups.map((group: Group) => group.name)).toEqual(['Users without group']);
    expect([effective.incoming.kbps, effective.outgoing.kbps]).toEqual([64, 32]);
  });

  it('rule 2.11: the value of the user wins, larger or not', async () => {
    const body = { incomingKbps: 9999, outgoingKbps: null };
    await api().request().put(pathOf('loner')).send(body).expect(200);
    const { effective } = await read('loner');
    expect(effective.incoming).toMatchObject({ kbps: 9999, origin: 'own' });
    expect(effective.outgoing.kbps).toBe(32);
  });

  it('rule 2.11: says the same as the effective rights', async () => {
    for (const user of ['both', 'one', 'loner']) {
      const { incoming, outgoing } = (await read(user)).effective;
      const { body } = await api().request().get('/v1/effective-rights').query({ subject: user });
      expect(body.application).toEqual({ incomingKbps: incoming.kbps, outgoingKbps: outgoing.kbps });
    }
  });
});

describeIfNoneMatch(api, () => pathOf('both'));
describeRefusedCallers(api, (agent) => agent.get(pathOf('both')), ['users:read']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await api().request().get(pathOf('nobody')), 'user-not-found');
  });
});
