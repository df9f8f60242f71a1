/** Holds requests to the OpenAPI document before any handler sees them: path, method, and query parameters by name. */
import type { Request, RequestHandler, Response } from 'express';
import { DomainError } from '../../core/errors.js';
import { findPath, type Operation, type PathOperations } from '../operations.js';

export function contract(paths: readonly PathOperations[]): RequestHandler {
  return (request, response, next) => {
    const found = findPath(paths, request.path);
    if (found === null)
      throw new DomainError('route-not-found', `There is nothing at ${request.path.slice(0, 200)}.`);
    const operation = found.byMethod.get(request.method === 'HEAD' ? 'GET' : request.method);
    if (operation === undefined) {
      refuseMethod(found, request, response);
      return;
    }
    request.context.operation = operation;
    requireCleanText(request);
    requireKnownQuery(operation, request.query);
    next();
  };
}

function refuseMethod({ byMethod }: PathOperations, request: Request, response: Response): void {
  const methods = [...byMethod.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  response.setHeader('Allow', [...methods, 'OPTIONS'].join(', '));
  if (request.method !== 'OPTIONS') {
    throw new DomainError('method-not-allowed', `${request.method} is not taken here.`);
  }
  response.status(204).end();
}

/** PostgreSQL stores no NUL, so nothing that is looked for can have one. */
function requireCleanText({ originalUrl }: Request): void {
  if (/%00/.test(originalUrl)) throw new DomainError('malformed-request', 'The URL holds a NUL character.');
}

function requireKnownQuery({ queryParameters, takesAnyQuery }: Operation, query: Request['query']): void {
  for (const [name, value] of Object.entries(query)) {
    const pointer = name.slice(0, 100);
    if (takesAnyQuery && !queryParameters.has(name)) continue;
    if (!queryParameters.has(name)) throw unacceptable(pointer, 'is not a parameter of this operation');
    if (Array.isArray(value)) throw unacceptable(pointer, 'came more than once');
  }
}

function unacceptable(pointer: string, what: string): DomainError {
  const detail = `The query parameter ${JSON.stringify(pointer)} ${what}.`;
  return new DomainError('unknown-query-parameter', detail, [{ pointer, detail }]);
}
