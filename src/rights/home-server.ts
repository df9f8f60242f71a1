/** Rule 4.4: a federated user keeps only what their home server grants; one that gave no good answer grants nothing. */
import type { HomeAnswer } from './facts.js';
import { noRights, type RightMask } from './mask.js';

export function grantedAtHome(home: HomeAnswer): RightMask {
  return home.state === 'answered' ? home.rights : noRights;
}
