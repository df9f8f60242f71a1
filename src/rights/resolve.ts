/** The one place where rights are combined (rule 4.9): one evaluation, which `explain` only reads. */
import { grantedByBuiltInGroup } from './built-in-group.js';
import { withDependenciesMet } from './dependency.js';
import type {
  BuiltInGroups,
  FederatedFacts,
  GroupFacts,
  HomeAnswer,
  MemberFacts,
  SubjectFacts,
  ZoneFacts,
} from './facts.js';
import { grantedByGroups } from './groups.js';
import { grantedAtHome } from './home-server.js';
import { noRights, type RightMask } from './mask.js';
import { withPersonalRights } from './personal.js';
import { allowedInZone } from './zone.js';

/** The answer, and what every gate saw on the way to it. */
export interface Evaluation {
  /** What the subject may do, here and now. */
  readonly rights: RightMask;
  readonly account: AccountStanding;
  /** The groups that were asked: the member's own, or else the built-in group that stands in for them. */
  readonly groups: readonly GroupFacts[];
  readonly builtInGroup: GroupFacts | null;
  readonly fromGroups: RightMask;
  readonly personallyGranted: RightMask;
  readonly personallyDenied: RightMask;
  /** Null for everybody but federated users. */
  readonly home: HomeAnswer | null;
  readonly zone: ZoneFacts;
}

/** Rule 4.7; `none` for guests and federated users, who have no account here that could be judged. */
export type AccountStanding = 'active' | 'inactive' | 'unknown' | 'none';

const noGroups: readonly GroupFacts[] = [];

/** What the subject may do from the zone (rules 4.1–4.7). */
export function resolve(subject: SubjectFacts, builtIn: BuiltInGroups, zone: ZoneFacts): Evaluation {
  switch (subject.kind) {
    case 'member':
      return subject.active ? resolveMember(subject, builtIn, zone) : refuse('inactive', zone);
    case 'guest':
      return resolveGuest(builtIn, zone);
    case 'federated':
      return resolveFederated(subject, builtIn, zone);
    case 'unknown':
      return refuse('unknown', zone);
  }
}

/** Rule 4.2: their groups, or *Users without group* for a member of none; then their personal rights. */
function resolveMember(member: MemberFacts, builtIn: BuiltInGroups, zone: ZoneFacts): Evaluation {
  const isUngrouped = member.groups.length === 0;
  const fromGroups = isUngrouped
    ? grantedByBuiltInGroup('ungrouped', builtIn)
    : grantedByGroups(member.groups);
  const held = withPersonalRights(fromGroups, member.granted, member.denied);
  return {
    rights: withDependenciesMet(allowedInZone(held, zone)),
    account: 'active',
    groups: member.groups,
    builtInGroup: isUngrouped ? builtIn.ungrouped : null,
    fromGroups,
    personallyGranted: member.granted,
    personallyDenied: member.denied,
    home: null,
    zone,
  };
}

/** Rule 4.5. */
function resolveGuest(builtIn: BuiltInGroups, zone: ZoneFacts): Evaluation {
  const fromGroups = grantedByBuiltInGroup('guests', builtIn);
  return {
    rights: withDependenciesMet(allowedInZone(fromGroups, zone)),
    account: 'none',
    groups: noGroups,
    builtInGroup: builtIn.guests,
    fromGroups,
    personallyGranted: noRights,
    personallyDenied: noRights,
    home: null,
    zone,
  };
}

/** Rule 4.4: both servers have to grant it. */
function resolveFederated(subject: FederatedFacts, builtIn: BuiltInGroups, zone: ZoneFacts): Evaluation {
  const fromGroups = grantedByBuiltInGroup('federated', builtIn);
  const held = fromGroups & grantedAtHome(subject.home);
  return {
    rights: withDependenciesMet(allowedInZone(held, zone)),
    account: 'none',
    groups: noGroups,
    builtInGroup: builtIn.federated,
    fromGroups,
    personallyGranted: noRights,
    personallyDenied: noRights,
    home: subject.home,
    zone,
  };
}

/** Rule 4.7: nobody is there who could have a right, so no further gate is asked. */
function refuse(account: 'inactive' | 'unknown', zone: ZoneFacts): Evaluation {
  return {
    rights: noRights,
    account,
    groups: noGroups,
    builtInGroup: null,
    fromGroups: noRights,
    personallyGranted: noRights,
    personallyDenied: noRights,
    home: null,
    zone,
  };
}
