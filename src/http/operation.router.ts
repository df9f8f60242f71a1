/** What those who run the service ask: is it alive, is it ready, how is it doing? */
import { Router } from 'express';
import { requireScope } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { expressAuthentication } from './authentication.js';
import type { Metrics } from './metrics.js';
import { frameServicesOf } from './context.js';

export interface Readiness {
  isDraining: boolean;
}

export function operationRouter(metrics: Metrics, readiness: Readiness): Router {
  const router = Router();
  router.get('/livez', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (request, response) => {
    if (readiness.isDraining) throw new DomainError('shutting-down', 'This instance is being stopped.');
    if (!(await frameServicesOf(request).db.answers())) {
      throw new DomainError('database-unavailable', 'The database does not answer.');
    }
    response.json({ status: 'ready' });
  });
  router.get('/metrics', async (request, response) => {
    requireScope(await expressAuthentication(request, 'oauth2'), 'metrics:read');
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}
