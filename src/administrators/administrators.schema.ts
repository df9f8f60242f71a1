import type { ScopeName } from '../tokens/index.js';

/** Somebody who administers the service (rule 12.1). */
export interface Administrator {
  id: string;
  login: string;
  displayName: string;
  /** What the administrator may do. */
  scopes: ScopeName[];
  createdAt: string;
}
