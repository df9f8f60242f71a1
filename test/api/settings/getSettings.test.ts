import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('rule 14: says how it is at first', async () => {
    const { body } = await api().request().get('/v1/settings').expect(200);
    expect(body).toEqual({
      retention: { auditDays: 730, devicesDays: 180, callsDays: 365 },
      editableProfileFields: ['displayName', 'avatar', 'phones'],
      mixedScriptLogins: 'refused',
      signingKeyDays: 90,
    });
  });
});

describeIfNoneMatch(api, () => '/v1/settings');

describeRefusedCallers(api, (agent) => agent.get('/v1/settings'), ['settings:read']);
