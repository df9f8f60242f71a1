import { isDeepStrictEqual } from 'node:util';
import type { AuditTrail } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import type { Transaction } from '../db/database.js';

/** Where a policy is kept, of which there is one. */
export interface PolicyStore<Policy> {
  read(tx: Transaction): Promise<Policy>;
  /** Keeps everybody else from changing the policy until the transaction ends. */
  lock(tx: Transaction): Promise<void>;
  replace(tx: Transaction, policy: Policy): Promise<void>;
}

export interface PolicyPlace<Policy> {
  name: 'password' | 'lockout' | 'concurrent-sign-in';
  store: PolicyStore<Policy>;
  audit: AuditTrail;
}

/** The policy before and after; the same object where nothing changes, which the audit log does not hear of. */
export async function replacePolicy<Policy extends object>(
  tx: Transaction,
  actor: Actor,
  { name, store, audit }: PolicyPlace<Policy>,
  policy: Policy,
  ifMatch: string | undefined,
): Promise<{ before: Policy; after: Policy }> {
  await store.lock(tx);
  const before = await store.read(tx);
  requireMatch(ifMatch, before);
  if (isDeepStrictEqual(policy, before)) return { before, after: before };
  await store.replace(tx, policy);
  const after = await store.read(tx);
  const target = { kind: 'policy', id: name, name };
  await audit.record(tx, actor, { action: `${name}-policy.changed`, target, before, after });
  return { before, after };
}
