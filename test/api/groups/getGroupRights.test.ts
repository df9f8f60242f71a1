import { describe, expect, it } from '@jest/globals';
import { defaultRights, rightNames, type Right } from '../../../src/rights/index.js';
import {
  createGroup,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const read = async (group: string) =>
  (await api().request().get(`/v1/groups/${group}/rights`).expect(200)).body;

const never: Record<'ungrouped' | 'federated' | 'guests', Right[]> = {
  ungrouped: ['operator', 'transcriptsFull'],
  federated: ['surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording'],
  guests: [
    'addressBookEditing',
    'groupConferences',
    'recording',
    'surveys',
    'transcripts',
    'transcriptsFull',
    'transcriptsRecording',
    'operator',
  ],
};

describe('200', () => {
  it.each(['ungrouped', 'federated', 'guests'] as const)('rule 14: %s has its defaults', async (group) => {
    const { rights } = await read(group);
    expect(Object.keys(rights)).toEqual(rightNames);
    expect(rightNames.filter((right) => rights[right])).toEqual(defaultRights[group]);
  });

  it.each(['ungrouped', 'federated', 'guests'] as const)(
    'rule 4.6: %s says what it may be granted',
    async (group) => {
      const { grantable } = await read(group);
      expect(grantable).toEqual(rightNames.filter((right) => !never[group].includes(right)));
    },
  );

  it('rule 4.6: any right may be granted to any other group', async () => {
    expect((await read((await createGroup(api, 'Staff')).id)).grantable).toEqual(rightNames);
  });
});

describeIfNoneMatch(api, () => '/v1/groups/guests/rights');
describeRefusedCallers(api, (agent) => agent.get('/v1/groups/guests/rights'), ['groups:read']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await api().request().get('/v1/groups/nonsense/rights'), 'group-not-found');
  });
});
