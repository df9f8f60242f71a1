export {
  type BuiltInGroupKind,
  defaultRights,
  grantableTo,
  isRight,
  notGrantable,
  type Right,
  rightNames,
  rightTable,
} from './catalog.js';
export { explain } from './explain.js';
export { explanationToJson } from './explanation-json.js';
export type {
  AnsweredHome,
  BuiltInGroups,
  FederatedFacts,
  GroupFacts,
  GuestFacts,
  HomeAnswer,
  HomeUnavailableReason,
  LimitFacts,
  MemberFacts,
  SubjectFacts,
  UnavailableHome,
  UnknownFacts,
  ZoneFacts,
} from './facts.js';
export type {
  AccountGate,
  BuiltInGroupGate,
  DependencyGate,
  Explanation,
  Gate,
  GroupRef,
  GroupsGate,
  HomeServerGate,
  PersonalGate,
  RightExplanation,
  ZoneGate,
} from './gates.js';
export {
  effectiveLimits,
  type LimitWithOrigin,
  type GroupLimits,
  type Limits,
  type LimitsWithOrigin,
  limitsWithOrigin,
} from './limits.js';
export { everyRight, hasRight, maskOf, namesOf, noRights, type RightMask, toJson, toRecord } from './mask.js';
export type { RightRecord } from './right-record.js';
export type { RightsPatch } from './rights-patch.js';
export { type AccountStanding, type Evaluation, resolve } from './resolve.js';
