import { describe, expect, it } from '@jest/globals';
import { rightNames } from '../../../src/rights/index.js';
import { describeIfNoneMatch, describeRefusedCallers, useService } from '../api.js';

const api = useService();

interface Entry {
  name: string;
  description: string;
  grantableTo: string[];
}

describe('200', () => {
  it('rule 4.1: lists the fifteen rights in their order, each with its meaning', async () => {
    const { body } = await api().request().get('/v1/rights').expect(200);
    expect(body.items.map((right: Entry) => right.name)).toEqual(rightNames);
    expect(body.items).toHaveLength(15);
    for (const { description } of body.items as Entry[]) expect(description.length).toBeGreaterThan(10);
  });

  it('rule 4.6: says the same of what is grantable as the groups do', async () => {
    const { body } = await api().request().get('/v1/rights');
    for (const kind of ['ungrouped', 'federated', 'guests']) {
      const group = await api().request().get(`/v1/groups/${kind}/rights`);
      const listed = (body.items as Entry[]).filter((right) => right.grantableTo.includes(kind));
      expect(listed.map((right) => right.name)).toEqual(group.body.grantable);
    }
  });
});

describeIfNoneMatch(api, () => '/v1/rights');
describeRefusedCallers(api, (agent) => agent.get('/v1/rights'), ['rights:read']);
