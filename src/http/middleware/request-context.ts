/** First of all: what the request is called, where it came from, and that it will be noted when it is over. */
import type { RequestHandler } from 'express';
import { formatAddress, type SubnetMatcher } from '../../zones/index.js';
import type { NoteRequest } from '../access-log.js';
import { clientAddress } from '../client-address.js';
import { requestIdOf, type RequestContext } from '../context.js';
import { dataHeaders } from '../security-headers.js';

export function requestContext(trustedProxies: SubnetMatcher, note: NoteRequest): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const { headers, socket, method, path } = request;
    const origin = {
      peer: socket.remoteAddress,
      forwardedFor: headers['x-forwarded-for'],
      forwarded: headers['forwarded'],
    };
    const address = clientAddress(origin, trustedProxies);
    const context: RequestContext = {
      requestId: requestIdOf(headers['x-request-id']),
      address: address === null ? null : formatAddress(address),
      operation: null,
      actor: null,
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
        milliseconds: Math.round((performance.now() - started) * 1000) / 1000,
        actor: context.actor?.id ?? null,
        address: context.address,
      });
    });
    next();
  };
}
