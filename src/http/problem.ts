/** The only place that turns what was thrown into an answer: an RFC 9457 problem document. */
import { ValidateError } from '@tsoa/runtime';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { DomainError, errorTable, type FieldError } from '../core/errors.js';
import { isUnavailable } from '../db/failures.js';
import { OAuthError } from '../tokens/index.js';
import { renderOAuthError } from './oauth-problem.js';

export interface Problem {
  /** `/problems/<code>`, a page that explains it. */
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: readonly FieldError[];
  requestId: string;
}

/** What was thrown as a refusal that callers understand; a defect becomes `internal-error`. */
export function asDomainError(error: unknown, body?: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof ValidateError) return validationError(error, body);
  if (isUnavailable(error)) return new DomainError('database-unavailable', 'The database does not answer.');
  if (error instanceof URIError)
    return new DomainError('malformed-request', 'The path is not valid percent-encoding.');
  return new DomainError('internal-error', 'The service failed to answer this request.');
}

/** Says each field that breaks the schema by its place, and never what was submitted. */
function validationError({ fields }: ValidateError, body: unknown): DomainError {
  const errors = Object.entries(fields).map(([path, { message }]) => ({
    pointer: pointerOf(path, body),
    detail: withoutValues(message),
  }));
  const places = errors.map(({ pointer }) => pointer).join(', ');
  return new DomainError('malformed-request', `These do not fit: ${places}.`, errors);
}

/** `body.phones` is `/phones`, `mobile.$0` is `/phones/mobile/0`; what is not in the body is named as it is. */
function pointerOf(path: string, body: unknown): string {
  if (path === 'body') return '';
  const [array, ...item] = path.split('.$');
  if (path.startsWith('body.')) return path.slice('body'.length).replace(/\.\$?/g, '/');
  if (item.length === 0) return path;
  // tsoa forgets what stands before an array: the body tells.
  return `${placeOfArray(body, array!) ?? ''}/${item.join('/').replaceAll('.', '/')}`;
}

/** JSON Pointer of the array of that name, wherever it stands among objects. */
function placeOfArray(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  for (const [key, inner] of Object.entries(value)) {
    const below = key === name && Array.isArray(inner) ? '' : placeOfArray(inner, name);
    if (below !== null) return `/${key}${below}`;
  }
  return null;
}

/** Only the first line, and without the list of what failed in each alternative, which repeats what was submitted. */
function withoutValues(message: string): string {
  return message.split(/\n| Issues: /, 1)[0]!.slice(0, 300);
}

function problemOf(error: DomainError, requestId: string): Problem {
  const { title, status } = errorTable[error.code];
  const errors = error.errors.length === 0 ? {} : { errors: error.errors };
  return { type: `/problems/${error.code}`, title, status, detail: error.detail, ...errors, requestId };
}

export function sendProblem(request: Request, response: Response, error: DomainError): void {
  if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="foyer"');
  if (error.code === 'insufficient-scope') {
    response.setHeader('WWW-Authenticate', 'Bearer realm="foyer", error="insufficient_scope"');
  }
  if (error.status === 503 || error.status === 429) {
    response.setHeader('Retry-After', String(error.retryAfterSeconds));
  }
  response.status(error.status).type('application/problem+json');
  response.send(JSON.stringify(problemOf(error, request.context.requestId)));
}

/** The last middleware. */
export function problems(log: Logger) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof OAuthError || request.path.startsWith('/oauth2/')) {
      renderOAuthError(response, error, asDomainError(error, request.body));
      return;
    }
    const refusal = asDomainError(error, request.body);
    if (refusal.status === 500)
      log.error({ err: error, requestId: request.context.requestId }, 'request failed');
    sendProblem(request, response, refusal);
  };
}
