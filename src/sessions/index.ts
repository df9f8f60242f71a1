export type { Account, AccountKind } from './account.js';
export type { SessionOpening, Visit } from './session-opening.js';
export type { SessionEnding } from './session-ending.js';
export type { ConfiguredMethods, MethodUsed } from './sign-in-door.js';
export type {
  Application,
  ClientAddress,
  DeviceName,
  SessionEndReason,
  SessionMethod,
  SignedIn,
} from './sessions.schema.js';
export { addressOf } from './sign-in-door.js';
