/** Facts for the tests of the resolver, made from names. */
import {
  type BuiltInGroups,
  type GroupFacts,
  type HomeAnswer,
  maskOf,
  type MemberFacts,
  type Right,
  type SubjectFacts,
  type ZoneFacts,
} from '../../src/rights/index.js';
import { builtInNames, type CaseHome, type RightsCase } from './cases.js';

export function groupOf(
  name: string,
  rights: readonly Right[],
  limits: Partial<GroupFacts> = {},
): GroupFacts {
  return {
    id: `id-of-${name}`,
    name,
    rights: maskOf(rights),
    incomingKbps: null,
    outgoingKbps: null,
    ...limits,
  };
}

export function memberOf(groups: readonly GroupFacts[], facts: Partial<MemberFacts> = {}): MemberFacts {
  const personal = { granted: 0, denied: 0, incomingKbps: null, outgoingKbps: null };
  return { kind: 'member', active: true, groups, ...personal, ...facts };
}

export function zoneOf(id: 'trusted' | 'external', rights: readonly Right[]): ZoneFacts {
  return { id, name: `the ${id} zone`, rights: maskOf(rights) };
}

export function builtInOf(rights: RightsCase['builtIn']): BuiltInGroups {
  return {
    ungrouped: groupOf(builtInNames.ungrouped, rights.ungrouped),
    federated: groupOf(builtInNames.federated, rights.federated),
    guests: groupOf(builtInNames.guests, rights.guests),
  };
}

export function subjectOf({ subject, groups }: RightsCase): SubjectFacts {
  if (subject.kind === 'federated') return { kind: 'federated', home: homeOf(subject.home) };
  if (subject.kind !== 'member') return { kind: subject.kind };
  const own = subject.groups.map((name) => groupNamed(groups, name));
  const set = Object.entries(subject.personal) as [Right, 'grant' | 'deny'][];
  return memberOf(own, {
    active: subject.active,
    granted: maskOf(set.filter(([, to]) => to === 'grant').map(([right]) => right)),
    denied: maskOf(set.filter(([, to]) => to === 'deny').map(([right]) => right)),
  });
}

function homeOf(home: CaseHome): HomeAnswer {
  if ('unavailable' in home) return { state: 'unavailable', reason: home.unavailable };
  return { state: 'answered', rights: maskOf(home.rights) };
}

function groupNamed(groups: RightsCase['groups'], name: string): GroupFacts {
  const group = groups.find((one) => one.name === name);
  if (!group) throw new Error(`The case has no group ${name}`);
  return groupOf(name, group.rights);
}
