/** First of all: what the request is called, where it came from, and that it will be noted when it is over. */
import type { RequestHandler } from 'express';
import type { SubnetMatcher } from '../../zones/index.js';
import { millisecondsSince, type NoteRequest } from '../access-log.js';
import { clientAddressOf } from '../client-address.js';
import { requestIdOf, type RequestContext } from '../context.js';
import { dataHeaders } from '../security-headers.js';

export function requestContext(trustedProxies: SubnetMatcher, note: NoteRequest): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const { headers, method, path } = request;
    const context: RequestContext = {
      requestId: requestIdOf(headers['x-request-id']),
      address: clientAddressOf(request, trustedProxies),
      operation: null,
      actor: null,
      admission: null,
    };
    request.context = context;
    response.setHeader('X-Request-Id', context.requestId);
    for (const [name, value] of dataHeaders) response.setHeader(name, value);
    response.on('close', () => {
      note({
        requestId: context.requestId,
        method,
        path,
        operation: context.operation?.id ?? 'none',
        // 499: the client left before the answer was complete.
        status: response.writableFinished ? response.statusCode : 499,
        milliseconds: millisecondsSince(started),
        actor: context.actor?.id ?? null,
        address: context.address,
      });
    });
    next();
  };
}
