import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, useService } from '../api.js';

const api = useService();
const path = '/v1/policies/concurrent-sign-in';

describe('200', () => {
  it('rules 9.4 and 14: is unlimited at first', async () => {
    expect((await api().request().get(path).expect(200)).body).toEqual({ mode: 'unlimited' });
  });
});

describeIfNoneMatch(api, () => path);
describeRefusedCallers(api, (agent) => agent.get(path), ['policies:read']);
