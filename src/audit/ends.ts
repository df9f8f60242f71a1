import type { AuditEnd } from './audit.schema.js';

/** A user as an end of a change, by the login of that moment: the log outlives the account. */
export function userEnd({ id, login }: { id: string; login: string }): AuditEnd {
  return { kind: 'user', id, name: login };
}
