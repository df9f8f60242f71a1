/** Default deny: whatever the app answers is in the OpenAPI document with its scopes, or on a short list for anybody. */
import { describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.js';
import { createLoggers } from '../../src/http/log.js';
import { expectProblem, useService } from '../api/api.js';
import { operations } from '../support/openapi.js';

const api = useService();

/** What anybody may ask: the door itself, and what stands beside it. */
const forAnybody = [
  'endProviderSessions',
  'exchangeSignInCode',
  'finishProviderSignIn',
  'getAuthorizationServerMetadata',
  'getDocumentation',
  'getKeySet',
  'getLiveness',
  'getOpenApiDocument',
  'getProblemPage',
  'getProviderIcon',
  'getReadiness',
  'introspectToken',
  'issueToken',
  'listSignInMethods',
  'refreshSession',
  'revokeToken',
  'signIn',
  'startProviderSignIn',
];

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
}

/** Every route that Express knows, as `METHOD /path/{parameter}`. */
function routesOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (route === undefined) return routesOf(handle?.stack ?? []);
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${path}`);
  });
}

function registeredRoutes(): string[] {
  const loggers = createLoggers('silent');
  const { express } = createApp({
    assembly: api().assembly,
    loggers,
    trustedProxies: [],
    readiness: { isDraining: false },
  });
  return routesOf((express.router as unknown as { stack: Layer[] }).stack);
}

describe('every route', () => {
  it('is an operation of the document, and every operation has its route', () => {
    const documented = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const routes = registeredRoutes();
    // Swagger UI is mounted whole, below /docs, and answers reads only.
    expect(documented.filter((route) => !routes.includes(route))).toEqual(['GET /docs']);
    expect(routes.filter((route) => !documented.includes(route))).toEqual([]);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('names scopes, unless it is on the list for anybody', () => {
    const open = operations.filter(({ security }) => (security ?? []).length === 0);
    expect(open.map(({ operationId }) => operationId).sort()).toEqual(forAnybody);
    for (const { security } of operations.filter((operation) => !open.includes(operation))) {
      expect(security[0]!['oauth2']!.length).toBeGreaterThan(0);
    }
  });
});

describe('what is no route', () => {
  it.each([
    '/',
    '/v1',
    '/v1/',
    '/v2/users',
    '/V1/users',
    '/v1/Users',
    '/v1//users',
    '/metrics/x',
    '/v1/users/a/b/c',
  ])('is not there, for anybody: %s', async (path) => {
    for (const bearer of [null, api().key]) {
      const response = await api().request(bearer).get(path);
      expectProblem(response, 'route-not-found');
    }
  });

  it.each([
    '/docs/../v1/users',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/package.json',
    '/docs/package.json',
  ])('hides nothing behind the documentation: %s', async (path) => {
    const { text } = await api().request(null).get(path);
    expect(text).not.toContain('"devDependencies"');
    expect(text).not.toContain('"items"');
    expect(text).not.toContain('"absolutePath"');
  });
});
