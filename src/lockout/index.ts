export type { AttemptOutcome, Attempts, Verdict } from './attempts.js';
export type { Counted } from './attempts.store.js';
export { nameOf } from './attempts.store.js';
