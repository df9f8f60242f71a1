export { foldName } from './fold-name.js';
export type { NamesStore } from './names.store.js';
