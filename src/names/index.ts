export { foldName } from './fold-name.js';
export { readName } from './read-name.js';
export { lockEverySkeleton } from './names.store.js';
export type { NamesStore } from './names.store.js';
