/** Whom a stored session stands for, and what they may do. */
import { allScopes, isScope, type Scope } from '../core/scopes.js';
import type { Account } from './account.js';
import type { SessionRow } from './sessions.store.js';

export function accountOf({ userId, administratorId }: SessionRow): Account {
  return userId === null ? { kind: 'administrator', id: administratorId! } : { kind: 'user', id: userId };
}

export function loginOf({ user, administrator }: Pick<SessionRow, 'user' | 'administrator'>): string {
  return (user ?? administrator)!.login;
}

/** Rule 12.1: users ask for what concerns themselves, administrators for what their account allows too. */
export function scopesOf({ administrator }: SessionRow): Scope[] {
  if (administrator === null) return ['me'];
  return administrator.hasAllScopes ? allScopes : ['me', ...administrator.scopes.filter(isScope)];
}
