/** Owns the lockout policy (rule 9.2). */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Database } from '../db/database.js';
import { replacePolicy } from '../policies/index.js';
import type { LockoutPolicyStore } from './lockout-policy.store.js';
import type { LockoutPolicy } from './lockout.schema.js';

export class LockoutPolicyService {
  constructor(
    private readonly db: Database,
    private readonly store: LockoutPolicyStore,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor): Promise<LockoutPolicy> {
    requireScope(actor, 'policies:read');
    return this.current();
  }

  /** Locks that are there already stay as long as they were set for. */
  async replace(actor: Actor, policy: LockoutPolicy, ifMatch?: string): Promise<LockoutPolicy> {
    requireScope(actor, 'policies:write');
    const { store, audit } = this;
    return this.db.transaction(async (tx) => {
      const place = { name: 'lockout', store, audit } as const;
      return (await replacePolicy(tx, actor, place, policy, ifMatch)).after;
    });
  }

  async current(): Promise<LockoutPolicy> {
    return this.store.current();
  }
}
