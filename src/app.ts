/** The Express stack, in order. */
import type { RequestListener } from 'node:http';
import express, { type Express } from 'express';
import { RegisterRoutes } from '../generated/routes.js';
import type { Assembly } from './assembly.js';
import { entityTagOf } from './core/entity-tag.js';
import { accessLog } from './http/access-log.js';
import { documentsRouter } from './http/documents.router.js';
import type { Loggers } from './http/log.js';
import { Metrics } from './http/metrics.js';
import { body } from './http/middleware/body.js';
import { contract } from './http/middleware/contract.js';
import { answers } from './http/middleware/answers.js';
import { refusals } from './http/middleware/refusals.js';
import { requestContext } from './http/middleware/request-context.js';
import { operationRouter, type Readiness } from './http/operation.router.js';
import { pathOperations, readOpenApiDocument } from './http/operations.js';
import { problems } from './http/problem.js';
import { withRightsShortcut } from './http/rights-shortcut.js';
import './http/strict-enums.js';
import { createSubnetMatcher, type Subnet } from './zones/index.js';

export interface AppParts {
  assembly: Assembly;
  loggers: Loggers;
  trustedProxies: readonly Subnet[];
  readiness: Readiness;
}

export interface App {
  express: Express;
  /** What answers requests: the shortcut, and Express behind it. */
  handle: RequestListener;
}

export function createApp({ assembly, loggers, trustedProxies, readiness }: AppParts): App {
  const proxies = createSubnetMatcher(trustedProxies);
  const metrics = new Metrics();
  const note = accessLog(loggers.access, metrics);

  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  // Strong tags over the very bytes: the same function that services compare If-Match with.
  app.set('etag', entityTagOf);
  app.locals['assembly'] = assembly;

  app.use(requestContext(proxies, note));
  app.use(operationRouter(metrics, readiness));
  app.use(documentsRouter());
  app.use(contract(pathOperations(readOpenApiDocument())));
  app.use(body);
  app.use(answers(loggers.log));
  RegisterRoutes(app);
  app.use(refusals(loggers.log));
  app.use(problems(loggers.log));

  const { access, authenticator } = assembly;
  const handle = withRightsShortcut({ access, authenticator, trustedProxies: proxies, note }, app);
  return { express: app, handle };
}
