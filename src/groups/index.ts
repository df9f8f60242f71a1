export { groupNameKey } from './groups.store.js';
export type { GroupKind } from './groups.schema.js';
