/** Rule 4.3: the zone the request comes from narrows everything, and adds nothing. */
import type { ZoneFacts } from './facts.js';
import type { RightMask } from './mask.js';

export function allowedInZone(held: RightMask, zone: ZoneFacts): RightMask {
  return held & zone.rights;
}
