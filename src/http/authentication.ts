/** Who is asking? tsoa calls this for every operation that declares a security scheme. Without side effects. */
import type { Request } from 'express';
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import type { Scope } from '../core/scopes.js';
import { bearerTokenOf } from '../tokens/index.js';
import { frameServicesOf } from './context.js';
import { asDomainError } from './problem.js';

/** Throws `unauthenticated`, `insufficient-scope`, or what keeps us from finding out. */
export async function expressAuthentication(
  request: Request,
  _scheme: string,
  scopes: string[] = [],
): Promise<Actor> {
  const actor = await authenticate(request).catch((error: unknown) => {
    // tsoa would make 401 of an error without a status, even of a database that is down.
    throw asDomainError(error);
  });
  for (const scope of scopes) requireScope(actor, scope as Scope);
  const token = bearerTokenOf(request.headers.authorization);
  if (token !== null) request.context.admission = { token, scopes: scopes as Scope[] };
  return actor;
}

const nobody = { kind: 'anonymous', id: '00000000-0000-0000-0000-000000000000', name: 'anonymous' } as const;

/**
 * Who is asking where nobody needs to say so (rule 12.1): whoever sends no credentials is anonymous, and credentials that
 * are sent must be good. Throws `unauthenticated`.
 */
export async function optionalActor(request: Request): Promise<Actor> {
  return request.headers.authorization === undefined ? anonymousActor(request) : authenticate(request);
}

/** Somebody who is not known yet. */
export function anonymousActor(request: Request): Actor {
  const { requestId, address } = request.context;
  return { ...nobody, scopes: new Set(), channel: 'api', requestId, address };
}

async function authenticate(request: Request): Promise<Actor> {
  const token = bearerTokenOf(request.headers.authorization);
  const caller = token === null ? null : await frameServicesOf(request).authenticator.verify(token);
  if (caller === null) {
    throw new DomainError('unauthenticated', 'A valid API key or access token is needed as bearer token.');
  }
  const { requestId, address } = request.context;
  const actor: Actor = { ...caller, channel: 'api', requestId, address };
  request.context.actor = actor;
  return actor;
}
