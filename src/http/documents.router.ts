/** The documentation that the service carries with it: the OpenAPI document, Swagger UI, a page for each problem. */
import { readFileSync } from 'node:fs';
import { Router, type RequestHandler } from 'express';
import swaggerUi from 'swagger-ui-express';
import { projectFile } from '../core/project-file.js';
import { DomainError, errorTable, type ErrorCode } from '../core/errors.js';
import { pageHeaders } from './security-headers.js';

const allowPage: RequestHandler = (_request, response, next) => {
  for (const [name, value] of pageHeaders) response.setHeader(name, value);
  next();
};

/** Swagger UI would answer any method with its page. */
const onlyReads: RequestHandler = ({ method }, _response, next) => {
  next(method === 'GET' || method === 'HEAD' ? undefined : 'router');
};

export function documentsRouter(): Router {
  const router = Router();
  const openApi = readFileSync(projectFile('openapi.yaml'), 'utf8');
  const page = swaggerUi.setup(undefined, {
    customSiteTitle: 'Foyer',
    // Closed: a reader looks for a heading first, and finds it among a score better than among so many operations.
    swaggerOptions: {
      url: '/openapi.yaml',
      docExpansion: 'none',
      persistAuthorization: false,
      validatorUrl: null,
    },
  });
  router.get('/openapi.yaml', (_request, response) => {
    response.type('application/yaml').send(openApi);
  });
  router.use('/docs', onlyReads, allowPage, swaggerUi.serve, page);
  router.get('/problems/:code', allowPage, (request, response) => {
    response.type('html').send(problemPage(String(request.params['code'])));
  });
  return router;
}

export function problemPage(code: string): string {
  if (!Object.hasOwn(errorTable, code)) throw new DomainError('route-not-found', 'There is no such problem.');
  const { status, title, help } = errorTable[code as ErrorCode];
  const text = help
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/`([^`]*)`/g, '<code>$1</code>');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p><p><code>${code}</code>, HTTP status ${status}. <a href="/docs">All operations</a></p></html>`;
}
