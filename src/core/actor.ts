/** Who is asking (rule 12.1), and through which request: handed to every service method. */
import { DomainError } from './errors.js';
import type { Scope } from './scopes.js';

export type ActorKind = 'api-key' | 'service-account' | 'system';

export interface Actor {
  readonly kind: ActorKind;
  readonly id: string;
  /** As people know the caller; written to the audit log. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Which request this actor is acting in, and from where. */
  readonly requestId: string;
  readonly address: string | null;
  /** What the request asks to be done once only, if it does (header Idempotency-Key). */
  readonly once: OnceKey | null;
}

export interface OnceKey {
  readonly key: string;
  /** SHA-256 of method, path and body: the same key must come with the same request. */
  readonly requestHash: string;
}

/** Default deny: the first line of every service method. */
export function requireScope(actor: Actor, scope: Scope): void {
  if (!actor.scopes.has(scope)) {
    throw new DomainError('insufficient-scope', `This needs the scope ${scope}.`);
  }
}
