export type { Chore, Forgettable } from './housekeeping.js';
