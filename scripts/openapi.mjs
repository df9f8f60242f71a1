/** Completes what tsoa derives from the controllers: scopes, every possible refusal, and the headers of answers. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Loads a module of `src` that imports nothing, before anything is built. */
async function loadSource(path) {
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

const problemSchema = {
  type: 'object',
  description: 'Why the request was refused (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Where the problem is explained: `/problems/<code>`.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
    requestId: { type: 'string', description: 'Finds the request in the log.' },
  },
  example: {
    type: '/problems/user-not-found',
    title: 'No such user',
    status: 404,
    detail: 'There is no user "bob".',
    requestId: 'c2Vj-1a',
  },
};

const fieldErrorSchema = {
  type: 'object',
  description: 'One place in the request that is wrong.',
  required: ['pointer', 'detail'],
  properties: {
    pointer: { type: 'string', description: 'JSON Pointer into the body, or the name of a parameter.' },
    detail: { type: 'string' },
  },
};

const oauthProblemSchema = {
  type: 'object',
  description: 'Why the request was refused (RFC 6749 §5.2).',
  required: ['error'],
  properties: { error: { type: 'string' }, error_description: { type: 'string' } },
  example: { error: 'invalid_client', error_description: 'The client or its secret is wrong.' },
};

const retryAfter = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } };

/** The refusals that a kind of operation can answer with, and what each means there. */
function refusalsOf(path, method, operation) {
  const writes = method !== 'get';
  const hasBody = operation.requestBody !== undefined;
  const takesIfMatch = (operation.parameters ?? []).some(({ name }) => name === 'If-Match');
  return {
    400: 'The request breaks the schema of the operation.',
    ...(operation.security?.length > 0
      ? { 401: 'No valid credentials.', 403: 'The caller lacks the scope.' }
      : {}),
    404: path.includes('{') ? 'There is no such resource.' : undefined,
    409: writes && hasBody ? 'It clashes with what is there.' : undefined,
    412: takesIfMatch ? 'The resource has changed since the ETag in `If-Match`.' : undefined,
    413: hasBody ? 'The body is too large.' : undefined,
    415: hasBody ? 'The content type is not taken here.' : undefined,
    422: writes ? 'A rule of the domain forbids it.' : undefined,
    503: 'The service or its database is away; try again.',
  };
}

function problemResponse(description, status) {
  return {
    description,
    ...(status === '503' ? { headers: retryAfter } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function oauthResponse(description) {
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/OAuthProblem' } } } };
}

const etagHeader = {
  ETag: { description: 'The state of the resource, for `If-Match` and `If-None-Match`.', schema: { type: 'string' } },
};
const linkHeader = {
  Link: { description: 'The next page, as `rel="next"`, while there is one.', schema: { type: 'string' } },
};
const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'Answer 304 while the ETag is still this one.',
  schema: { type: 'string' },
};

function completeOperation(path, method, operation) {
  const success = Object.values(operation.responses)[0];
  const isList = (operation.parameters ?? []).some(({ name }) => name === 'cursor');
  if (success.content !== undefined) success.headers = { ...(isList ? linkHeader : {}), ...etagHeader };
  if (method === 'get') {
    operation.parameters = [...(operation.parameters ?? []), ifNoneMatch];
    operation.responses['304'] = { description: 'Not changed since the ETag in `If-None-Match`.' };
  }
  const isOAuth = path.startsWith('/oauth2/');
  const refusals = isOAuth ? { 400: 'Refused.', 401: 'Wrong client.', 413: 'Too large.', 415: 'No form.', 503: 'Away.' } : refusalsOf(path, method, operation);
  for (const [status, description] of Object.entries(refusals)) {
    if (description === undefined) continue;
    operation.responses[status] = isOAuth ? oauthResponse(description) : problemResponse(description, status);
  }
  // An API key goes where an access token goes; OpenAPI 3.0 lets only OAuth schemes name scopes.
  if (operation.security?.length > 0) operation.security = [...operation.security, { apiKey: [] }];
}

/** The whole document, from what tsoa wrote and the tables of errors and scopes. */
export async function completeDocument(document) {
  const { scopeTable } = await loadSource('src/core/scopes.ts');
  document.servers = [{ url: '/' }];
  document.components.securitySchemes.oauth2.flows.clientCredentials.scopes = { ...scopeTable };
  document.components.securitySchemes.apiKey = {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key (`foyer_…`) or an access token. It must carry the scopes that the operation names.',
  };
  Object.assign(document.components.schemas, {
    Problem: problemSchema,
    FieldError: fieldErrorSchema,
    OAuthProblem: oauthProblemSchema,
  });
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) completeOperation(path, method, operation);
  }
  return document;
}
