/** Rule 4.2: a personal grant adds any right to what groups give; a personal denial takes it away, always. */
import type { RightMask } from './mask.js';

export function withPersonalRights(fromGroups: RightMask, granted: RightMask, denied: RightMask): RightMask {
  return (fromGroups | granted) & ~denied;
}
