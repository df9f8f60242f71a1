/** Owns the password policy (rule 9.1): what it is, and whether a password is acceptable under it. */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Database } from '../db/database.js';
import { readCommonPasswords } from './common-passwords.js';
import { unmetRequirements, type UnmetRequirement } from './password-check.js';
import type { PasswordPolicyStore } from './password-policy.store.js';
import type { PasswordPolicy } from './policies.schema.js';
import { replacePolicy } from './replace-policy.js';

export class PasswordPolicyService {
  constructor(
    private readonly db: Database,
    private readonly store: PasswordPolicyStore,
    private readonly audit: AuditTrail,
    private readonly serverName: string,
  ) {}

  async get(actor: Actor): Promise<PasswordPolicy> {
    requireScope(actor, 'policies:read');
    return this.current();
  }

  async replace(actor: Actor, policy: PasswordPolicy, ifMatch?: string): Promise<PasswordPolicy> {
    requireScope(actor, 'policies:write');
    const { store, audit } = this;
    return this.db.transaction(async (tx) => {
      const place = { name: 'password', store, audit } as const;
      return (await replacePolicy(tx, actor, place, policy, ifMatch)).after;
    });
  }

  /** The policy as it stands, for whoever checks passwords on somebody's behalf. */
  async current(): Promise<PasswordPolicy> {
    return this.store.read();
  }

  /** What a password for this login lacks under the policy; empty when it is acceptable. */
  async check(policy: PasswordPolicy, password: string, login: string): Promise<UnmetRequirement[]> {
    const common = policy.blocklist ? await readCommonPasswords() : new Set<string>();
    const { serverName } = this;
    const context = { login, serverName, isCommon: (folded: string) => common.has(folded) };
    return unmetRequirements(policy, password, context);
  }
}
