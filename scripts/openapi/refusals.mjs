/** Every way an operation can say no: what follows from its form, and what its rules add. */
import { headersOf } from './headers.mjs';

/** Refusals that are the same wherever they occur, and described once. */
const sharedResponses = {
  Unauthenticated: ['unauthenticated', 'session-ended'],
  InsufficientScope: ['insufficient-scope'],
  PreconditionFailed: ['precondition-failed'],
  BodyTooLarge: ['body-too-large'],
  UnsupportedMediaType: ['unsupported-media-type'],
  InternalError: ['internal-error'],
  DatabaseUnavailable: ['database-unavailable'],
};

const headersByStatus = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** The codes that follow from what a request of this operation may carry, and from who may send it. */
function codesOfForm(operation) {
  const parameters = new Set((operation.parameters ?? []).map(({ name }) => name));
  const codes = ['malformed-request', 'unknown-query-parameter'];
  const types = Object.keys(operation.requestBody?.content ?? {});
  if (types.some((type) => /json$/.test(type) && !/ndjson$/.test(type))) codes.push('malformed-json');
  if (types.length > 0) codes.push('body-too-large', 'unsupported-media-type');
  if (parameters.has('cursor')) codes.push('invalid-cursor');
  if (parameters.has('Idempotency-Key')) codes.push('idempotency-key-reused');
  if (parameters.has('If-Match')) codes.push('precondition-failed');
  return codes;
}

/** What an operation can answer depends on what it asks: these ask nothing of the database. */
const asksNothing = new Set([
  'getLiveness',
  'getDocumentation',
  'getOpenApiDocument',
  'getProblemPage',
  'getAuthorizationServerMetadata',
]);

function codesOf(operation, isController, problems) {
  const codes = isController ? codesOfForm(operation) : [];
  if (operation.security.length > 0) codes.push('unauthenticated', 'session-ended', 'insufficient-scope');
  if (!asksNothing.has(operation.operationId)) codes.push('database-unavailable');
  return [...codes, ...problems, 'internal-error'];
}

function problemResponse(status, codes, errorTable) {
  const list = codes.map((code) => `- \`${code}\`: ${errorTable[code].title}`).join('\n');
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
  return {
    description: list,
    headers: headersOf(...(headersByStatus[status] ?? [])),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(examples),
      },
    },
    'x-problem-codes': codes,
  };
}

function referenceTo(codes) {
  const name = Object.keys(sharedResponses).find((key) => sharedResponses[key].join() === codes.join());
  return name === undefined ? null : { $ref: `#/components/responses/${name}` };
}

/** The responses that operations refer to by name. */
export function refusalComponents(errorTable) {
  const entries = Object.entries(sharedResponses).map(([name, codes]) => {
    return [name, problemResponse(errorTable[codes[0]].status, codes, errorTable)];
  });
  return Object.fromEntries(entries);
}

/** Adds every refusal to the operation, and their codes as `x-problem-codes`. */
export function addRefusals(operation, isController, problems, errorTable) {
  const codes = codesOf(operation, isController, problems);
  for (const status of [...new Set(codes.map((code) => errorTable[code].status))].sort()) {
    const here = codes.filter((code) => errorTable[code].status === status);
    operation.responses[status] = referenceTo(here) ?? problemResponse(status, here, errorTable);
  }
  operation['x-problem-codes'] = codes;
}
