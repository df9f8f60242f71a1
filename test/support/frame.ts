/** The frame around handlers of a test's own: what every request goes through, without services and database. */
import type { RequestHandler } from 'express';
import express from 'express';
import type { Server } from 'node:http';
import { Writable } from 'node:stream';
import { entityTagOf } from '../../src/core/entity-tag.js';
import { createLoggers } from '../../src/http/log.js';
import { answers } from '../../src/http/middleware/answers.js';
import { bodyWithin } from '../../src/http/middleware/body.js';
import { requestContext } from '../../src/http/middleware/request-context.js';
import type { ExpectedBody } from '../../src/http/operations.js';
import { problems } from '../../src/http/problem.js';
import { createHttpServer, listen } from '../../src/http/server.js';
import { createSubnetMatcher } from '../../src/zones/index.js';

export interface Frame {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Every line of the log, without those of the access log. */
  readonly log: string[];
  /** The status of each request that is over, as the access log has it. */
  readonly statuses: number[];
  stop(): Promise<void>;
}

export interface Route {
  path: string;
  body?: ExpectedBody;
  /** What a controller would return, or throw. */
  answer: (request: express.Request) => unknown;
}

export async function startFrame(routes: readonly Route[], patienceMs = 30_000): Promise<Frame> {
  const log: string[] = [];
  const statuses: number[] = [];
  const { log: logger } = createLoggers('debug', linesInto(log));
  const app = express();
  app.set('etag', entityTagOf);
  app.use(requestContext(createSubnetMatcher([]), ({ status }) => statuses.push(status)));
  for (const route of routes) app.use(route.path, operationOf(route));
  app.use(bodyWithin(patienceMs), answers(logger));
  for (const { path, answer } of routes) {
    app.all(path, async (request, response) => void response.json(await answer(request)));
  }
  app.use(problems(logger));
  const server = createHttpServer(app, app, { isDraining: false });
  const port = await listen(server, 0, '127.0.0.1');
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, port, server, log, statuses, stop };
}

function operationOf({ path, body: expected }: Route): RequestHandler {
  const none: ExpectedBody = { types: [], maximumBytes: 0, isStreamed: false };
  return ({ context, method }, _response, next) => {
    const query = { queryParameters: new Set<string>(), takesAnyQuery: false };
    context.operation = { id: path, method, path, ...query, body: expected ?? none };
    next();
  };
}

function linesInto(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8'));
      done();
    },
  });
}
