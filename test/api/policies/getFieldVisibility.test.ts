import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, useService } from '../api.js';
import { visibility } from './visibility.js';

const api = useService();
const path = '/v1/policies/field-visibility';

describe('200', () => {
  it('rule 14: starts with all for users of this server, email and company for federated ones, nothing for guests', async () => {
    const { body } = await api().request().get(path).expect(200);
    const { fields } = visibility(
      (field, audience) =>
        audience === 'members' || (audience === 'federated' && ['email', 'company'].includes(field)),
    );
    const displayName = { members: true, federated: true, guests: true };
    expect(body).toEqual({ fields: { displayName, ...fields } });
    expect(Object.keys(body.fields)[0]).toBe('displayName');
  });
});

describeIfNoneMatch(api, () => path);
describeRefusedCallers(api, (agent) => agent.get(path), ['policies:read']);
