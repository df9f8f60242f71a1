/** Owns the lockout policy (rule 9.2). */
import { isDeepStrictEqual } from 'node:util';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import type { Database } from '../db/database.js';
import type { LockoutPolicyStore } from './lockout-policy.store.js';
import type { LockoutPolicy } from './lockout.schema.js';

const target = { kind: 'policy', id: 'lockout', name: 'lockout' };

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
    return this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      const before = await this.store.read(tx);
      requireMatch(ifMatch, before);
      if (isDeepStrictEqual(policy, before)) return before;
      await this.store.replace(tx, policy);
      const after = await this.store.read(tx);
      await this.audit.record(tx, actor, { action: 'lockout-policy.changed', target, before, after });
      return after;
    });
  }

  async current(): Promise<LockoutPolicy> {
    return this.store.current();
  }
}
