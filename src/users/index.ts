export { checkLogin, parseUserReference, scriptOf, skeleton, type UserReference } from './login.js';
export { groupsOfUser, userJson } from './user-json.store.js';
export { canonicalSipNumber } from './sip-number.js';
export { searchTextOf, type SearchedFields } from './user-representation.js';
export type { LeavingUser, UserTraces } from './user-traces.js';
export { foldForSearch, searchPattern } from './search-text.js';
export { isFoundBy, searchCondition, type SearchedField } from './search.store.js';
export type {
  Kbps,
  PhoneNumber,
  EmailAddress,
  PhonesPatch,
  ShortText,
  User,
  UserAvatar,
  UserGroups,
  UserGroupsReplacement,
  UserStatus,
} from './users.schema.js';
