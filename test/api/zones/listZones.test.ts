import { describe, expect, it } from '@jest/globals';
import { rightNames } from '../../../src/rights/index.js';
import type { Zone } from '../../../src/zones/zones.schema.js';
import { describeIfNoneMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('rules 7.1 and 14: there are two zones, with their defaults', async () => {
    const { body } = await api().request().get('/v1/zones').expect(200);
    const zones = (body.items as Zone[]).map(({ updatedAt, ...zone }) => ({
      ...zone,
      isDated: updatedAt !== '',
    }));
    const rights = Object.fromEntries(rightNames.map((right) => [right, true]));
    const both = { enabled: true, methods: ['password'], rights, isDated: true };
    const subnets = ['127.0.0.0/8', '::1/128'];
    expect(zones).toHaveLength(2);
    expect(zones).toContainEqual({ id: 'trusted', name: 'Trusted network', subnets, ...both });
    expect(zones).toContainEqual({ id: 'external', name: 'Internet', subnets: [], ...both });
  });
});

describeIfNoneMatch(api, () => '/v1/zones');
describeRefusedCallers(api, (agent) => agent.get('/v1/zones'), ['zones:read']);

describe('405', () => {
  it.each([
    ['post', '/v1/zones'],
    ['put', '/v1/zones/trusted'],
    ['delete', '/v1/zones/trusted'],
    ['delete', '/v1/zones/external'],
  ] as const)('rule 7.1: no zone is created or deleted: %s %s', async (method, path) => {
    expectProblem(await api().request()[method](path), 'method-not-allowed');
  });
});
