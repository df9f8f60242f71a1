/** What may be granted to which group (rule 4.6), and how a change of rights by name is applied. */
import { DomainError } from '../core/errors.js';
import { grantableTo, rightNames, type Right, type RightsPatch } from '../rights/index.js';
import type { GroupKind } from './groups.schema.js';

/** The rights after a change, in the order of the catalogue. */
export function changeRights(now: readonly string[], patch: RightsPatch): Right[] {
  return rightNames.filter((right) => patch[right] ?? now.includes(right));
}

/** Throws `right-not-grantable`, naming each right that this kind of group is never granted. */
export function requireGrantable(kind: GroupKind, rights: readonly Right[]): void {
  const grantable = grantableTo(kind);
  const refused = rights.filter((right) => !grantable.includes(right));
  if (refused.length === 0) return;
  const errors = refused.map((right) => ({
    pointer: `/rights/${right}`,
    detail: `Never granted to ${kind}.`,
  }));
  throw new DomainError('right-not-grantable', `Not grantable to this group: ${refused.join(', ')}.`, errors);
}
