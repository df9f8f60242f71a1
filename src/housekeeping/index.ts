export type { Forgettable } from './housekeeping.js';
