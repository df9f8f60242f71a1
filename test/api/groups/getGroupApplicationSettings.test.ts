import { describe, expect, it } from '@jest/globals';
import {
  createGroup,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (group: string) => `/v1/groups/${group}/application-settings`;

describe('200', () => {
  it('rule 2.11: a group sets no limit unless told otherwise', async () => {
    const { id } = await createGroup(api, 'Staff');
    for (const group of [id, 'ungrouped', 'federated', 'guests']) {
      const { body } = await api().request().get(pathOf(group)).expect(200);
      expect(body).toEqual({ incomingKbps: null, outgoingKbps: null });
    }
  });
});

describeIfNoneMatch(api, () => pathOf('guests'));
describeRefusedCallers(api, (agent) => agent.get(pathOf('guests')), ['groups:read']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await api().request().get(pathOf('nonsense')), 'group-not-found');
  });
});
