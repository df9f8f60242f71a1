export { RateLimit, type Allowance } from './rate-limit.js';
export { sourceOf } from './source.js';
