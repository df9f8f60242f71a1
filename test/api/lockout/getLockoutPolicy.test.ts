import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, useService } from '../api.js';

const api = useService();
const path = '/v1/policies/lockout';

describe('200', () => {
  it('rules 9.2 and 14: is on at first, ten failures within a quarter of an hour lock for as long', async () => {
    const { body } = await api().request().get(path).expect(200);
    expect(body).toEqual({ enabled: true, maxFailures: 10, durationSeconds: 900, resetAfterSeconds: 900 });
  });
});

describeIfNoneMatch(api, () => path);
describeRefusedCallers(api, (agent) => agent.get(path), ['policies:read']);
