export type { AuditTrail } from './audit.service.js';
