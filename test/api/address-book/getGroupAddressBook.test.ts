import { describe, expect, it } from '@jest/globals';
import {
  createGroup,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { groupBookOf, showGroups } from './books.js';

const api = useService();

describe('200', () => {
  it.each(['ungrouped', 'federated', 'guests'])('rule 3.2: every group has a book, %s too', async (group) => {
    expect((await api().request().get(groupBookOf(group)).expect(200)).body).toEqual({ groups: [] });
  });

  it('rule 6.1: reads which groups are shown, in the order of their names', async () => {
    const [b, a] = [await createGroup(api, 'B group'), await createGroup(api, 'A group')];
    await showGroups(api, b.id, b.id, a.id);
    expect((await api().request().get(groupBookOf(b.id)).expect(200)).body).toEqual({ groups: [a.id, b.id] });
    expect((await api().request().get(groupBookOf(a.id)).expect(200)).body).toEqual({ groups: [] });
  });
});

describeIfNoneMatch(api, () => groupBookOf('guests'));
describeRefusedCallers(api, (agent) => agent.get(groupBookOf('guests')), ['address-books:read']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await api().request().get(groupBookOf('nonsense')), 'group-not-found');
  });
});
