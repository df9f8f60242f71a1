import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it.each(['trusted', 'external'])('rule 7.1: %s is there, as in the list', async (id) => {
    const { body } = await api().request().get(`/v1/zones/${id}`).expect(200);
    const list = await api().request().get('/v1/zones');
    expect(list.body.items).toContainEqual(body);
    expect(body.id).toBe(id);
  });
});

describeIfNoneMatch(api, () => '/v1/zones/trusted');

describe('400', () => {
  it.each(['Trusted', 'dmz', '00000000-0000-7000-8000-000000000001'])('there is no zone %s', async (zone) => {
    expectProblem(await api().request().get(`/v1/zones/${zone}`), 'malformed-request', 'zone');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/zones/trusted'), ['zones:read']);
