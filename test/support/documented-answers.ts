/**
 * Holds every answer of a test service to the OpenAPI document: its status, media type, headers, the code of its
 * problem, and its body. So each test of the API is a test of its documentation too.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { findPath, pathOperations } from '../../src/http/operations.js';
import {
  answerPointer,
  misfits,
  openApi,
  operations,
  resolved,
  type Answer,
  type DocumentedOperation,
} from './openapi.js';

interface Seen {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

const paths = pathOperations(openApi);
const operationsById = new Map(operations.map((operation) => [operation.operationId, operation]));

/** Under load the same answer comes thousands of times: so many of a kind are looked at. */
const enough = 100;

/** Looks at what the server answers from now on; the set fills with what the document does not say. */
export function watchAnswers(server: Server): ReadonlySet<string> {
  const surprises = new Set<string>();
  const counts = new Map<string, number>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const operation = operationOf(request);
    if (operation === undefined) return;
    observe(response, request.method === 'HEAD', (seen) => {
      const kind = `${operation.operationId} ${seen.status}`;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count <= enough) for (const fault of faultsOf(operation, seen)) surprises.add(`${kind}: ${fault}`);
    });
  });
  return surprises;
}

function operationOf({ method = '', url = '' }: IncomingMessage): DocumentedOperation | undefined {
  const found = findPath(paths, url.split('?', 1)[0]!)?.byMethod.get(method === 'HEAD' ? 'GET' : method);
  return found === undefined ? undefined : operationsById.get(found.id);
}

/** Reads the answer as it leaves; headers given to `writeHead` as a list are in no other place. */
function observe(response: ServerResponse, isHead: boolean, look: (seen: Seen) => void): void {
  const writeHead = response.writeHead.bind(response) as (...parameters: unknown[]) => ServerResponse;
  const end = response.end.bind(response) as (...parameters: unknown[]) => ServerResponse;
  let listed: Record<string, unknown> = {};
  let body = '';
  response.writeHead = (...parameters: unknown[]) => {
    const list = parameters.at(-1);
    if (Array.isArray(list)) listed = pairsOf(list as string[]);
    return writeHead(...parameters);
  };
  response.end = (...parameters: unknown[]) => {
    const [chunk] = parameters;
    if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) body = isHead ? '' : chunk.toString();
    return end(...parameters);
  };
  response.on('finish', () => {
    look({ status: response.statusCode, headers: { ...response.getHeaders(), ...listed }, body });
  });
}

function pairsOf(list: readonly string[]): Record<string, string> {
  const names = list.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [name.toLowerCase(), list[at * 2 + 1]!]));
}

function faultsOf(operation: DocumentedOperation, seen: Seen): string[] {
  const status = String(seen.status);
  const written = operation.responses[status];
  if (written === undefined) return [`is not documented (${seen.body.slice(0, 200)})`];
  const answer = resolved(written);
  return [
    ...missingHeaders(answer, seen),
    ...contentFaults(answer, `${answerPointer(operation, status)}/content`, seen),
  ];
}

function missingHeaders({ headers = {} }: Answer, seen: Seen): string[] {
  const names = Object.keys(headers).filter((name) => resolved(headers[name]!).required === true);
  return names
    .filter((name) => seen.headers[name.toLowerCase()] === undefined)
    .map((name) => `lacks ${name}`);
}

const textOf = (header: unknown) => (typeof header === 'string' ? header : '');

function contentFaults(answer: Answer, pointer: string, { headers, body }: Seen): string[] {
  const type = textOf(headers['content-type']).split(';', 1)[0]!;
  if (body === '') return [];
  if (answer.content?.[type] === undefined) return [`is of the type ${type}`];
  if (!type.endsWith('json')) return [];
  const value = JSON.parse(body) as { type?: string };
  const code = value.type?.slice('/problems/'.length) ?? '';
  const codes = answer['x-problem-codes'];
  const unsaid = codes === undefined || codes.includes(code) ? [] : [`has the code ${code}`];
  return [...unsaid, ...misfits(value, `${pointer}/${type.replaceAll('/', '~1')}/schema`)];
}
