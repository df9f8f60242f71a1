/** The HTTP server under the app, and its end: nobody who was let in is cut off. */
import { createServer, IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Express } from 'express';
import { StartRefused } from '../core/start-refused.js';
import type { Readiness } from './operation.router.js';

/** How long balancers get to notice that this instance is not ready, before it stops to listen. */
const noticeMs = 1500;

/** How long requests in flight get to finish after that. */
const patienceMs = 4000;

/**
 * Express makes every request and response an object of its own kind by changing its prototype, which makes both slow.
 * These are born with that prototype: the change changes nothing, and two thirds of the work are saved.
 */
function constructorsOf(app: Express) {
  function Request(
    this: IncomingMessage,
    ...parameters: ConstructorParameters<typeof IncomingMessage>
  ): void {
    Reflect.apply(IncomingMessage as unknown as () => void, this, parameters);
  }
  function Response(this: ServerResponse, ...parameters: ConstructorParameters<typeof ServerResponse>): void {
    Reflect.apply(ServerResponse as unknown as () => void, this, parameters);
  }
  Request.prototype = app.request;
  Response.prototype = app.response;
  return {
    IncomingMessage: Request as unknown as typeof IncomingMessage,
    ServerResponse: Response as unknown as typeof ServerResponse,
  };
}

export function createHttpServer(app: Express, handle: RequestListener, readiness: Readiness): Server {
  // As long as the largest file may take; a body that is read whole gets less, where it is read.
  const times = { requestTimeout: 600_000, headersTimeout: 10_000 };
  const server = createServer({ ...constructorsOf(app), ...times }, handle);
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (readiness.isDraining) response.setHeader('Connection', 'close');
  });
  return server;
}

/** Listens; gives the port, which the system chose where it was 0. */
export async function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(whyNotListening(error, port, host)));
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there: stop it, or set PORT to another port.',
  EACCES: 'This account may not use that port: set PORT to one above 1023.',
  EADDRNOTAVAIL: 'This machine does not have that address: correct HOST.',
  ENOTFOUND: 'That name has no address: correct HOST.',
};

function whyNotListening(error: NodeJS.ErrnoException, port: number, host: string | undefined): Error {
  const remedy = remedies[error.code ?? ''];
  if (remedy === undefined) return error;
  const place = host === undefined ? `port ${port}` : `port ${port} of ${host}`;
  return new StartRefused(`It cannot listen on ${place}. ${remedy}`, { cause: error });
}

/** Says that it is not ready, waits to be believed, stops to listen, and lets the requests in flight finish. */
export async function drain(server: Server, readiness: Readiness): Promise<void> {
  readiness.isDraining = true;
  await delay(noticeMs);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([closed, delay(patienceMs, undefined, { ref: false })]);
  server.closeAllConnections();
}
