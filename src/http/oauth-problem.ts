/** How the endpoints of OAuth 2.0 say no (RFC 6749 §5.2). */
import type { Response } from 'express';
import type { DomainError } from '../core/errors.js';
import { OAuthError } from '../tokens/index.js';

interface OAuthProblem {
  error: string;
  error_description: string;
}

/** An `OAuthError` speaks for itself; anything else becomes the nearest word there is. */
export function renderOAuthError(response: Response, error: unknown, fallback: DomainError): void {
  const status = error instanceof OAuthError ? error.status : fallback.status;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="foyer"');
  if (status === 503 || status === 429) response.setHeader('Retry-After', String(fallback.retryAfterSeconds));
  const problem: OAuthProblem =
    error instanceof OAuthError
      ? { error: error.error, error_description: error.description }
      : { error: wordFor(status), error_description: fallback.detail };
  response.status(status).json(problem);
}

function wordFor(status: number): string {
  if (status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
