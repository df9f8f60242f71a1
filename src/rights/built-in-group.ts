/**
 * Rule 4.6: a built-in group grants nothing beyond what is grantable to it. The database refuses to store more;
 * should it ever hold more, this second lock keeps operator rights from everybody.
 */
import { type BuiltInGroupKind, grantableTo } from './catalog.js';
import type { BuiltInGroups } from './facts.js';
import { maskOf, type RightMask } from './mask.js';

const grantable: Record<BuiltInGroupKind, RightMask> = {
  ungrouped: maskOf(grantableTo('ungrouped')),
  federated: maskOf(grantableTo('federated')),
  guests: maskOf(grantableTo('guests')),
};

export function grantedByBuiltInGroup(kind: BuiltInGroupKind, builtIn: BuiltInGroups): RightMask {
  return builtIn[kind].rights & grantable[kind];
}
