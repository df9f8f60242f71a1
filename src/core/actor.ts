/** Who is asking (rule 12.1), and through which request: handed to every service method. */
import { DomainError } from './errors.js';
import type { Scope } from './scopes.js';

/** `anonymous` is whoever asks before signing in. */
export type CallerKind = 'user' | 'administrator' | 'api-key' | 'service-account' | 'anonymous' | 'system';

/** Whom a credential stands for. */
export interface Caller {
  readonly kind: CallerKind;
  readonly id: string;
  /** As people know the caller; written to the audit log. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The session of somebody who signed in (rule 2.9). */
  readonly sessionId?: string;
}

/** How a change comes in (rule 12.2): through the API, by the job that imports, or from the service itself. */
export type Channel = 'api' | 'import' | 'system';

/** A caller inside one request. */
export interface Actor extends Caller {
  readonly channel: Channel;
  readonly requestId: string;
  /** The address the request came from, as far as proxies may be believed; null when they may not. */
  readonly address: string | null;
}

/** Whom a person's credential stands for. */
export interface Person {
  readonly kind: 'user' | 'administrator';
  readonly id: string;
}

/** The service itself, where nobody asked for it. */
export function systemActor(requestId: string): Actor {
  const id = '00000000-0000-0000-0000-000000000000';
  return {
    kind: 'system',
    id,
    name: 'foyer',
    scopes: new Set(),
    channel: 'system',
    requestId,
    address: null,
  };
}

/** Default deny: the first line of every service method. */
export function requireScope(actor: Caller, scope: Scope): void {
  if (!actor.scopes.has(scope)) {
    throw new DomainError('insufficient-scope', `This needs the scope ${scope}.`);
  }
}

/** The first line of what concerns oneself: the person who asks. Throws `not-signed-in` for a caller who is none. */
export function requirePerson(actor: Caller): Person {
  requireScope(actor, 'me');
  const { kind, id } = actor;
  if (kind === 'user' || kind === 'administrator') return { kind, id };
  throw new DomainError('not-signed-in', 'This caller is no person.');
}

/** The first line of what users do for themselves (rule 2.12): the ID of the user who asks. */
export function requireUser(actor: Caller): string {
  requireScope(actor, 'me');
  if (actor.kind === 'user') return actor.id;
  throw new DomainError('not-signed-in', 'This caller is no user.');
}
