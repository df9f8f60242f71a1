export { methodOf } from './provider-representation.js';
