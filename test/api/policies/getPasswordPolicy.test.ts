import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, useService } from '../api.js';

const api = useService();
const path = '/v1/policies/password';

describe('200', () => {
  it('rule 14: starts with twelve characters, no classes, and the blocklist', async () => {
    const { body } = await api().request().get(path).expect(200);
    expect(body).toEqual({
      minLength: 12,
      requireUpper: false,
      requireLower: false,
      requireDigit: false,
      requireSpecial: false,
      blocklist: true,
    });
  });
});

describeIfNoneMatch(api, () => path);
describeRefusedCallers(api, (agent) => agent.get(path), ['policies:read']);
