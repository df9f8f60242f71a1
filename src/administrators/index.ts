export type { Administrator } from './administrators.schema.js';
