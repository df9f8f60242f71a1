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
  /** In kbit/s; null is no limit. */
  kbps: number | null;
  /** `own`: set for this user. `group`: the smallest among the groups. `none`: set nowhere. */
  origin: 'own' | 'group' | 'none';
  /** The groups whose value applies: several when they agree, none unless the origin is `group`. */
  groups: GroupRef[];
}

export interface GroupLimits {
  id: string;
  name: string;
  incomingKbps: number | null;
  outgoingKbps: number | null;
}

type Direction = keyof LimitFacts;

const unset: LimitFacts = { incomingKbps: null, outgoingKbps: null };

/** The user's own value, else the smallest of their groups', else no limit: each direction for itself. */
export function effectiveLimits(subject: SubjectFacts, builtIn: BuiltInGroups): Limits {
  const own = subject.kind === 'member' ? subject : unset;
  return mergeLimits(own, groupsThatCount(subject, builtIn));
}

/**
 * The same for somebody's own settings and the groups that count for them (*Users without group* for a member of
 * none), with the origin of each limit, and each group's value as preview.
 */
export function limitsWithOrigin(own: LimitFacts, groups: readonly GroupFacts[]): LimitsWithOrigin {
  const effective = mergeLimits(own, groups);
  return {
    incoming: withOrigin('incomingKbps', own, effective, groups),
    outgoing: withOrigin('outgoingKbps', own, effective, groups),
    groups: groups.map(({ id, name, incomingKbps, outgoingKbps }) => ({
      id,
      name,
      incomingKbps,
      outgoingKbps,
    })),
  };
}

function mergeLimits(own: LimitFacts, groups: readonly GroupFacts[]): Limits {
  return {
    incomingKbps: own.incomingKbps ?? smallest(groups, 'incomingKbps'),
    outgoingKbps: own.outgoingKbps ?? smallest(groups, 'outgoingKbps'),
  };
}

function withOrigin(
  direction: Direction,
  own: LimitFacts,
  effective: Limits,
  groups: readonly GroupFacts[],
): LimitWithOrigin {
  const kbps = effective[direction];
  if (kbps === null) return { kbps, origin: 'none', groups: [] };
  if (own[direction] !== null) return { kbps, origin: 'own', groups: [] };
  const deciding = groups.filter((group) => group[direction] === kbps);
  return { kbps, origin: 'group', groups: deciding.map(({ id, name }) => ({ id, name })) };
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

function smallest(groups: readonly GroupFacts[], direction: Direction): number | null {
  let least: number | null = null;
  for (const group of groups) {
    const kbps = group[direction];
    if (kbps !== null && (least === null || kbps < least)) least = kbps;
  }
  return least;
}
