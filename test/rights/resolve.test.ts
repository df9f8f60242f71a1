/** What an evaluation says besides the rights: which accounts and groups were asked. */
import { expect, test } from '@jest/globals';
import { resolve, type SubjectFacts } from '../../src/rights/index.js';
import { builtInOf, groupOf, memberOf, zoneOf } from './facts.js';

const builtIn = builtInOf({ ungrouped: [], federated: [], guests: [] });
const zone = zoneOf('external', []);
const staff = groupOf('Staff', []);
const home = { state: 'unavailable', reason: 'federation-off' } as const;

test.each<[string, SubjectFacts, object]>([
  [
    'a member of a group',
    memberOf([staff]),
    { account: 'active', groups: [staff], builtInGroup: null, home: null },
  ],
  [
    'a member of none',
    memberOf([]),
    { account: 'active', groups: [], builtInGroup: builtIn.ungrouped, home: null },
  ],
  ['a guest', { kind: 'guest' }, { account: 'none', groups: [], builtInGroup: builtIn.guests, home: null }],
  [
    'a federated user',
    { kind: 'federated', home },
    { account: 'none', groups: [], builtInGroup: builtIn.federated, home },
  ],
  [
    'somebody inactive',
    memberOf([staff], { active: false }),
    { account: 'inactive', groups: [], builtInGroup: null },
  ],
  [
    'somebody unknown',
    { kind: 'unknown' },
    { account: 'unknown', groups: [], builtInGroup: null, home: null },
  ],
])('%s', (_, subject, asked) => {
  expect(resolve(subject, builtIn, zone)).toMatchObject({ ...asked, rights: 0, zone });
});
