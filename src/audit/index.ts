export type { AuditAction } from './actions.js';
export { userEnd } from './ends.js';
export type { AuditTrail } from './audit.service.js';
export { auditParameters, insertChanges } from './many-changes.store.js';
