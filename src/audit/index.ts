export type { AuditAction } from './actions.js';
export type { AuditTrail } from './audit.service.js';
export { auditParameters, insertChanges } from './many-changes.store.js';
