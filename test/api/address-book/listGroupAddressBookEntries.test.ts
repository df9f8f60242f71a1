import { describe, expect, it } from '@jest/globals';
import {
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addGroupEntry, groupBookOf } from './books.js';

const api = useService();
const pathOf = (group: string) => `${groupBookOf(group)}/entries`;

describe('200', () => {
  it('rule 6.1: lists single entries by the name shown, page by page', async () => {
    const group = await createGroup(api, 'Listed');
    await createUser(api, 'anna', { displayName: 'Anna' });
    await addGroupEntry(api, group.id, 'anna');
    for (const name of ['Zed', 'ärger', 'Bert'])
      await addGroupEntry(api, group.id, `${name}@guest.example`, name);
    const names: string[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { limit: 1, cursor, total: true };
      const { body } = await api().request().get(pathOf(group.id)).query(query).expect(200);
      names.push(...(body.items as { displayName: string }[]).map((entry) => entry.displayName));
      expect(body.total).toBe(4);
      if (body.nextCursor === null) break;
      cursor = body.nextCursor as string;
    }
    expect(names).toEqual(['Anna', 'ärger', 'Bert', 'Zed']);
    const { body } = await api().request().get(pathOf(group.id)).query({ limit: 1 });
    expect(body.items[0]).toMatchObject({ callString: 'anna@corp.example', user: { login: 'anna' } });
  });

  it('rule 3.4: shows the administrator what rests as well', async () => {
    const group = await createGroup(api, 'Resting');
    const pickup = `/v1/groups/${group.id}/call-pickup`;
    await api().request().put(pickup).send({ enabled: true, id: '700' }).expect(200);
    await addGroupEntry(api, group.id, '700');
    await api().request().put(pickup).send({ enabled: false, id: null }).expect(200);
    const { body } = await api().request().get(pathOf(group.id)).expect(200);
    expect(body.items).toEqual([{ id: group.id, callString: null, displayName: 'Resting', user: null }]);
  });
});

describeIfNoneMatch(api, () => pathOf('guests'));

describe('400', () => {
  it('refuses a limit of none, and a cursor of another list', async () => {
    expectProblem(
      await api().request().get(pathOf('guests')).query({ limit: 0 }),
      'malformed-request',
      'limit',
    );
    const cursor = Buffer.from(JSON.stringify(['address-book', 'x', 'y'])).toString('base64url');
    expectProblem(await api().request().get(pathOf('guests')).query({ cursor }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get(pathOf('guests')), ['address-books:read']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await api().request().get(pathOf('nonsense')), 'group-not-found');
  });
});
