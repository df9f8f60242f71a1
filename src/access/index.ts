export type { AccessService, DatedText } from './access.service.js';
