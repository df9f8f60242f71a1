/** Owns the accounts of administrators, who are no users and share no namespace with them (rule 12.1). */
import { programScopes } from '../core/scopes.js';
import type { Administrator } from './administrators.schema.js';
import type { AdministratorRow } from './administrators.store.js';

export function toAdministrator(row: AdministratorRow): Administrator {
  const { id, login, displayName, createdAt } = row;
  const scopes = row.hasAllScopes
    ? programScopes
    : programScopes.filter((scope) => row.scopes.includes(scope));
  return { id, login, displayName, scopes: scopes, createdAt: createdAt.toISOString() };
}
