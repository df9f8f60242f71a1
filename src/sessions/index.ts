export type { Account, AccountKind } from './account.js';
export type { SessionOpening, Visit } from './session-opening.js';
export { endSessionsOfMany } from './many-endings.store.js';
export type { SessionEnding } from './session-ending.js';
export { addressOf, type MethodUsed, type SignInDoor, type ZoneDoors } from './sign-in-door.js';
export type {
  Application,
  ClientAddress,
  DeviceName,
  SessionEndReason,
  SessionMethod,
  SignedIn,
} from './sessions.schema.js';
