export type { EffectiveRights, RightsClaim } from './access.schema.js';
export { entityTagOf, type AccessService, type DatedText } from './access.service.js';
