/** Reads an evaluation aloud (rule 4.8). Nothing is decided here: each verdict is a bit that a gate has seen. */
import { dependent, required } from './dependency.js';
import type { GroupFacts, HomeAnswer, ZoneFacts } from './facts.js';
import type {
  AccountGate,
  BuiltInGroupGate,
  DependencyGate,
  Explanation,
  Gate,
  GroupRef,
  GroupsGate,
  HomeServerGate,
  PersonalGate,
  ZoneGate,
} from './gates.js';
import { recordOf, type RightMask } from './mask.js';
import type { Evaluation } from './resolve.js';

/** Why each right is had or not. Gates that say the same are the same frozen object: read them, don't change them. */
export function explain(evaluation: Evaluation): Explanation {
  const groups = evaluation.groups.map(refTo);
  const builtInGroup = evaluation.builtInGroup === null ? null : refTo(evaluation.builtInGroup);
  return recordOf((right) => ({
    granted: (evaluation.rights & right) !== 0,
    gates: gatesOf(evaluation, groups, builtInGroup, right),
  }));
}

function gatesOf(
  seen: Evaluation,
  groups: GroupRef[],
  builtInGroup: GroupRef | null,
  right: RightMask,
): Gate[] {
  if (seen.account === 'inactive' || seen.account === 'unknown') return [accountDenials[seen.account]];
  const gates: Gate[] = seen.account === 'active' ? [accountPass] : [];
  gates.push(
    builtInGroup === null ? groupsGate(seen, groups, right) : builtInGroupGate(seen, builtInGroup, right),
  );
  if (seen.account === 'active') gates.push(personalGate(seen, right));
  if (seen.home !== null) gates.push(homeServerGate(seen.home, right));
  gates.push(zoneGate(seen.zone, right));
  if (right === dependent) gates.push(dependencyGate(seen));
  return gates;
}

const refByGroup = new WeakMap<GroupFacts, GroupRef>();

/** One object for each group, as long as its facts are kept. */
function refTo(group: GroupFacts): GroupRef {
  let ref = refByGroup.get(group);
  if (ref === undefined) {
    ref = Object.freeze({ id: group.id, name: group.name });
    refByGroup.set(group, ref);
  }
  return ref;
}

const accountPass: AccountGate = Object.freeze({ gate: 'account', verdict: 'pass' });
const accountDenials: Record<'inactive' | 'unknown', AccountGate> = {
  inactive: Object.freeze({ gate: 'account', verdict: 'deny', reason: 'inactive' }),
  unknown: Object.freeze({ gate: 'account', verdict: 'deny', reason: 'unknown' }),
};

function groupsGate(seen: Evaluation, refs: GroupRef[], right: RightMask): GroupsGate {
  const groups = refs.filter((_, at) => (seen.groups[at]!.rights & right) !== 0);
  return { gate: 'groups', verdict: (seen.fromGroups & right) !== 0 ? 'grant' : 'abstain', groups };
}

function builtInGroupGate(seen: Evaluation, group: GroupRef, right: RightMask): BuiltInGroupGate {
  return { gate: 'builtInGroup', verdict: (seen.fromGroups & right) !== 0 ? 'grant' : 'abstain', group };
}

const personalGates: Record<PersonalGate['verdict'], PersonalGate> = {
  grant: Object.freeze({ gate: 'personal', verdict: 'grant' }),
  deny: Object.freeze({ gate: 'personal', verdict: 'deny' }),
  inherit: Object.freeze({ gate: 'personal', verdict: 'inherit' }),
};

/** A denial stands before a grant of the same right, as in the evaluation. */
function personalGate(seen: Evaluation, right: RightMask): PersonalGate {
  if ((seen.personallyDenied & right) !== 0) return personalGates.deny;
  return (seen.personallyGranted & right) !== 0 ? personalGates.grant : personalGates.inherit;
}

function homeServerGate(home: HomeAnswer, right: RightMask): HomeServerGate {
  if (home.state === 'unavailable')
    return { gate: 'homeServer', verdict: 'unavailable', reason: home.reason };
  return { gate: 'homeServer', verdict: (home.rights & right) !== 0 ? 'pass' : 'deny' };
}

const zoneGates: Record<ZoneGate['zone'], Record<ZoneGate['verdict'], ZoneGate>> = {
  trusted: {
    pass: Object.freeze({ gate: 'zone', verdict: 'pass', zone: 'trusted' }),
    deny: Object.freeze({ gate: 'zone', verdict: 'deny', zone: 'trusted' }),
  },
  external: {
    pass: Object.freeze({ gate: 'zone', verdict: 'pass', zone: 'external' }),
    deny: Object.freeze({ gate: 'zone', verdict: 'deny', zone: 'external' }),
  },
};

function zoneGate(zone: ZoneFacts, right: RightMask): ZoneGate {
  return zoneGates[zone.id][(zone.rights & right) !== 0 ? 'pass' : 'deny'];
}

const dependencyGates: Record<DependencyGate['verdict'], DependencyGate> = {
  pass: Object.freeze({ gate: 'dependency', verdict: 'pass', requires: 'transcripts' }),
  deny: Object.freeze({ gate: 'dependency', verdict: 'deny', requires: 'transcripts' }),
};

function dependencyGate(seen: Evaluation): DependencyGate {
  return dependencyGates[(seen.rights & required) !== 0 ? 'pass' : 'deny'];
}
