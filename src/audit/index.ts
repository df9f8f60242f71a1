export type { AuditTrail } from './audit.service.js';
export { auditParameters, insertChanges } from './many-changes.store.js';
