/** Rule 2.11: the bitrate limits of application settings. They merge the other way round: the smallest wins. */
import type { BuiltInGroups, GroupFacts, LimitFacts, SubjectFacts } from './facts.js';
import type { GroupRef } from './gates.js';

/** What applies, in kbit/s; null is no limit. */
export interface Limits {
  incomingKbps: number | null;
  outgoingKbps: number | null;
}

/** What applies, where it comes from, and what each group says. */
export interface LimitsWithOrigin {
  incoming: LimitWithOrigin;
  outgoing: LimitWithOrigin;
  /** Every group that was asked, with its own value, whether it applies or not. */
  groups: GroupLimits[];
}

export interface LimitWithOrigin {
  /**
   * In kbit/s; null is no limit.
   * @isInt
   */
  kbps: number | null;
  /** `own`: set for this user. `group`: the smallest among the groups. `none`: set nowhere. */
  origin: 'own' | 'group' | 'none';
  /** The groups whose value applies: several when they agree, none unless the origin is `group`. */
  groups: GroupRef[];
}

export interface GroupLimits {
  id: string;
  name: string;
  /** @isInt */
  incomingKbps: number | null;
  /** @isInt */
  outgoingKbps: number | null;
}

const unset: LimitFacts = { incomingKbps: null, outgoingKbps: null };

/** The limits that apply to the subject. */
export function effectiveLimits(subject: SubjectFacts, builtIn: BuiltInGroups): Limits {
  const own = subject.kind === 'member' ? subject : unset;
  const { incoming, outgoing } = limitsWithOrigin(own, groupsThatCount(subject, builtIn));
  return { incomingKbps: incoming.kbps, outgoingKbps: outgoing.kbps };
}

/**
 * Merges somebody's own settings with those of the groups that count for them (*Users without group* for a member
 * of none): their own value, else the smallest of the groups', else no limit; each direction for itself.
 */
export function limitsWithOrigin(own: LimitFacts, groups: readonly GroupFacts[]): LimitsWithOrigin {
  return {
    incoming: limitWithOrigin(own, groups, 'incomingKbps'),
    outgoing: limitWithOrigin(own, groups, 'outgoingKbps'),
    groups: groups.map(limitsOf),
  };
}

function limitWithOrigin(
  own: LimitFacts,
  groups: readonly GroupFacts[],
  direction: keyof LimitFacts,
): LimitWithOrigin {
  const ownKbps = own[direction];
  if (ownKbps !== null) return { kbps: ownKbps, origin: 'own', groups: [] };
  const kbps = smallest(groups.map((group) => group[direction]));
  if (kbps === null) return { kbps, origin: 'none', groups: [] };
  const deciding = groups.filter((group) => group[direction] === kbps);
  return { kbps, origin: 'group', groups: deciding.map(({ id, name }) => ({ id, name })) };
}

function smallest(values: readonly (number | null)[]): number | null {
  const limits = values.filter((value) => value !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

function limitsOf({ id, name, incomingKbps, outgoingKbps }: GroupFacts): GroupLimits {
  return { id, name, incomingKbps, outgoingKbps };
}

/** Built-in groups have application settings like any other (rule 3.2), and apply to those they speak for. */
function groupsThatCount(subject: SubjectFacts, builtIn: BuiltInGroups): readonly GroupFacts[] {
  switch (subject.kind) {
    case 'member':
      return subject.groups.length > 0 ? subject.groups : [builtIn.ungrouped];
    case 'guest':
      return [builtIn.guests];
    case 'federated':
      return [builtIn.federated];
    case 'unknown':
      return [];
  }
}
