export type { AttemptOutcome, Attempts, Verdict } from './attempts.js';
export type { Counted } from './attempts.store.js';
