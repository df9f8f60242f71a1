export { parseUserReference, type UserReference } from './login.js';
export type { LeavingUser, UserTraces } from './user-traces.js';
export type { Kbps, UserGroups, UserGroupsReplacement } from './users.schema.js';
