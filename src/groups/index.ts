export type { GroupKind } from './groups.schema.js';
