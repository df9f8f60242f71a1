import { expect, test } from '@jest/globals';
import { audienceOf } from '../../src/people/audience.js';

test.each(['members', 'federated', 'guests'] as const)(
  'rule 9.3: backends ask for %s by name',
  (audience) => {
    expect(audienceOf({ kind: 'api-key' }, audience)).toBe(audience);
    expect(audienceOf({ kind: 'service-account' }, audience)).toBe(audience);
  },
);
