/** Rule 4.2: a member has what at least one of their groups grants. */
import type { GroupFacts } from './facts.js';
import { noRights, type RightMask } from './mask.js';

export function grantedByGroups(groups: readonly GroupFacts[]): RightMask {
  let granted = noRights;
  for (const group of groups) granted |= group.rights;
  return granted;
}
