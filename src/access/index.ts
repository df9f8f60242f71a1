export type { EffectiveRights } from './access.schema.js';
export type { AccessService } from './access.service.js';
export { entityTagOfRights } from './version.js';
