import { describe, expect, it } from '@jest/globals';
import {
  createAlias,
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (group: string) => `/v1/groups/${group}/call-pickup`;
const get = async (group: string) => (await api().request().get(pathOf(group)).expect(200)).body;

describe('200', () => {
  it('rule 3.4: is off at first, and proposes the first number that nobody has and no alias leads to', async () => {
    const group = await createGroup(api, 'Fresh');
    const off = { enabled: false, id: null, callString: null };
    expect(await get(group.id)).toEqual({ ...off, proposedId: '001' });
    await createUser(api, '001');
    await createAlias(api, '002', 'anybody');
    await createAlias(api, 'dangling', '003');
    expect(await get(group.id)).toEqual({ ...off, proposedId: '004' });
  });

  it('rule 3.4: names the call string once there is an ID', async () => {
    const group = await createGroup(api, 'Set');
    await api().request().put(pathOf(group.id)).send({ enabled: true, id: 'Help.Desk' }).expect(200);
    const callString = 'Help.Desk@corp.example';
    expect(await get(group.id)).toEqual({ enabled: true, id: 'Help.Desk', callString, proposedId: null });
  });

  it.each(['federated', 'guests'])('rule 3.4: proposes nothing for %s', async (group) => {
    expect(await get(group)).toEqual({ enabled: false, id: null, callString: null, proposedId: null });
  });

  it('rule 3.1: proposes one for Users without group', async () => {
    expect((await get('ungrouped')).proposedId).not.toBeNull();
  });

  it('goes on with four digits', async () => {
    await api().assembly.db.pool.query(
      `WITH made AS (INSERT INTO aliases (id, alias, alias_key, call_string, target_key, search_text)
         SELECT gen_random_uuid(), n, n, 'x', 'x', '' FROM (SELECT lpad(i::text, 3, '0') AS n FROM generate_series(4, 999) i) numbers
         RETURNING id, alias_key)
       INSERT INTO names (key, kind, alias_id) SELECT alias_key, 'alias', id FROM made`,
    );
    expect((await get('ungrouped')).proposedId).toBe('1000');
  });
});

describeIfNoneMatch(api, () => pathOf('ungrouped'));

describeRefusedCallers(api, (agent) => agent.get(pathOf('ungrouped')), ['groups:read']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await api().request().get(pathOf('nonsense')), 'group-not-found');
  });
});
