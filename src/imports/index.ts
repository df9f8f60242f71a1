export type { ImportMode, ImportOutcome } from './imports.schema.js';
