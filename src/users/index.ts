export { parseUserReference, type UserReference } from './login.js';
export type { LeavingUser, UserTraces } from './user-traces.js';
export { searchCondition, type SearchedField } from './search.store.js';
export type { Kbps, PhoneNumber, User, UserGroups, UserGroupsReplacement } from './users.schema.js';
