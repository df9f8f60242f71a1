/** Completes one operation: who may ask, what it can answer, and what both look like. */
import { addExamples } from './examples.mjs';
import { headersOf } from './headers.mjs';
import { addOAuthRefusals } from './oauth.mjs';
import { addRefusals } from './refusals.mjs';
import { plainParameters } from './schemas.mjs';

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'Answer 304 while the ETag is still this one.',
  schema: { type: 'string' },
};

function acceptConditions(operation) {
  operation.parameters = [...(operation.parameters ?? []), ifNoneMatch];
  const description = 'Not changed since the ETag in `If-None-Match`.';
  operation.responses['304'] = { description, headers: headersOf('ETag') };
}

/** Sending a browser on is no state that it could have already. */
function isRedirect({ responses }) {
  return Object.keys(responses)[0].startsWith('3');
}

/** What a POST answers is a state that can be asked for again only where it says where. */
function addHeaders(success, method, { parameters = [] }, { headers: extra = [], answer }) {
  const isStreamed = answer?.isStreamed === true;
  const isState =
    !isStreamed && success.content !== undefined && (method !== 'post' || extra.includes('Location'));
  const isList = parameters.some(({ name }) => name === 'cursor');
  success.headers = headersOf(...(isState ? ['ETag'] : []), ...(isList ? ['Link'] : []), ...extra);
}

/** Bodies and answers that are not JSON, which tsoa cannot see. */
function sayMedia(operation, { body, answer }) {
  if (body !== undefined) {
    const { description, types, maximumBytes, isStreamed } = body;
    operation.requestBody = { description, required: true, content: mediaTypes(types) };
    if (maximumBytes !== undefined) operation.requestBody['x-maximum-bytes'] = maximumBytes;
    if (isStreamed) operation.requestBody['x-streamed'] = true;
  }
  if (answer !== undefined) Object.values(operation.responses)[0].content = mediaTypes(answer.types);
}

function mediaTypes(types) {
  return Object.fromEntries(types.map((type) => [type, { schema: schemaOf(type) }]));
}

function schemaOf(type) {
  return type.startsWith('text/') || type.endsWith('ndjson')
    ? { type: 'string' }
    : { type: 'string', format: 'binary' };
}

/** A PUT that may find nothing there and makes it (RFC 9110 §9.3.4). */
function sayCreation({ responses }) {
  responses['201'] = { ...responses['200'], description: 'Created' };
}

/** An answer that there may be nothing to say in: null is 204. */
function sayNothing({ responses }, description) {
  const media = responses['200'].content['application/json'];
  [media.schema] = media.schema.allOf;
  responses['204'] = { description, headers: headersOf() };
}

/** A merge patch may come under its own name (RFC 7396). */
function acceptMergePatch({ requestBody }) {
  const media = requestBody.content['application/json'];
  requestBody.content = { 'application/json': media, 'application/merge-patch+json': { ...media } };
}

/** Says the scopes in words: where an API key is sent, OpenAPI 3.0 has no other place for them. */
function sayScopes(operation, conditional) {
  const [needed] = operation.security;
  if (needed === undefined) return;
  const always = needed.oauth2.map((scope) => `\`${scope}\``);
  const sometimes = Object.entries(conditional).map(([field, scope]) => `\`${scope}\` for \`${field}\``);
  const text = `Scope: ${[...always, ...sometimes].join(', ')}.`;
  operation.description = [operation.description, text].filter(Boolean).join('\n\n');
  if (sometimes.length > 0) operation['x-conditional-scopes'] = conditional;
  operation.security = [...operation.security, { apiKey: [] }];
}

/** In the order in which people ask: what is it, who may, with what, and what comes of it. */
function inReadingOrder({ tags, operationId, summary, description, security, ...rest }) {
  const { parameters, requestBody, responses, ...extensions } = rest;
  const head = { tags, operationId, summary, description, security, ...extensions };
  return { ...head, parameters, requestBody, responses };
}

/** The operation as the document shows it. */
export function completeOperation(place, operation, sources) {
  const { operations, errorTable, examples } = sources;
  const said = operations[operation.operationId] ?? {};
  const { problems = [], conditionalScopes = {} } = said;
  sayMedia(operation, said);
  if (said.takesAnyQuery) operation['x-any-query'] = true;
  const { path, method, schemas } = place;
  operation.parameters = plainParameters(operation.parameters, schemas);
  addHeaders(Object.values(operation.responses)[0], method, operation, said);
  if (method === 'get' && said.answer?.isStreamed !== true && !isRedirect(operation))
    acceptConditions(operation);
  if (method === 'patch') acceptMergePatch(operation);
  if (path.startsWith('/oauth2/')) addOAuthRefusals(operation, examples.oauth);
  else addRefusals(operation, place.isController, problems, errorTable);
  sayScopes(operation, conditionalScopes);
  addExamples(operation, examples);
  if (said.creates) sayCreation(operation);
  if (said.orNothing !== undefined) sayNothing(operation, said.orNothing);
  return inReadingOrder(operation);
}
