/**
 * A shortcut for the question that conferencing servers keep asking, taken before Express: the plain form of
 * `GET /v1/effective-rights` by a caller who is known already. It is the same question to the same service, with the
 * same headers, log line and measurement; whatever is unusual about a request goes the long way round.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessService, DatedText } from '../access/index.js';
import type { RememberedToken } from '../tokens/index.js';
import type { SubnetMatcher } from '../zones/index.js';
import { millisecondsSince, type NoteRequest } from './access-log.js';
import { clientAddressOf } from './client-address.js';
import { requestIdOf } from './context.js';
import { dataHeaders } from './security-headers.js';

const start = '/v1/effective-rights?';

export interface ShortcutParts {
  access: AccessService;
  authenticator: { recall(token: string): RememberedToken | null };
  trustedProxies: SubnetMatcher;
  note: NoteRequest;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Puts the shortcut in front of the long way. */
export function withRightsShortcut(parts: ShortcutParts, longWay: Handler): Handler {
  return (request, response) => {
    const question = plainQuestion(request);
    const token = question === null ? null : knownToken(request, parts);
    if (question === null || token === null || !mayAsk(token, question)) {
      longWay(request, response);
      return;
    }
    const started = performance.now();
    parts.access.effectiveRightsText(token.caller, question, question.explain).then(
      (answer) => {
        // The caller was verified in another epoch: the credentials may have been taken back since.
        if (answer.revocationEpoch !== token.revocationEpoch) longWay(request, response);
        else send(request, response, answer, parts, token, started);
      },
      // Whatever went wrong is said in one place only.
      () => longWay(request, response),
    );
  };
}

interface PlainQuestion {
  explain: boolean;
  subject: string;
  ip?: string;
  zone?: 'trusted' | 'external';
}

/** The question of a request that carries nothing else: no escapes, no body, no conditions; null for any other. */
function plainQuestion({ method, url = '', headers }: IncomingMessage): PlainQuestion | null {
  if (method !== 'GET' || !url.startsWith(start)) return null;
  if (headers['if-none-match'] !== undefined || headers['content-length'] !== undefined) return null;
  if (headers['transfer-encoding'] !== undefined) return null;
  return readQuery(url.slice(start.length));
}

/** Characters that stand for themselves in a query, and are all that identifiers and addresses need. */
const plain = /^[A-Za-z0-9._:@=&-]+$/;

function readQuery(query: string): PlainQuestion | null {
  if (!plain.test(query)) return null;
  let subject: string | undefined;
  let ip: string | undefined;
  let zone: string | undefined;
  let explain = false;
  for (const part of query.split('&')) {
    if (part.startsWith('subject=') && subject === undefined) subject = part.slice(8);
    else if (part.startsWith('ip=') && ip === undefined) ip = part.slice(3);
    else if (part.startsWith('zone=') && zone === undefined) zone = part.slice(5);
    else if (part === 'explain=true' && !explain) explain = true;
    else return null;
  }
  if (subject === undefined || subject.length > 400 || (ip !== undefined && zone !== undefined)) return null;
  if (zone !== undefined && zone !== 'trusted' && zone !== 'external') return null;
  return { explain, subject, ip, zone };
}

function knownToken({ headers }: IncomingMessage, { authenticator }: ShortcutParts): RememberedToken | null {
  const { authorization } = headers;
  if (authorization === undefined || !authorization.startsWith('Bearer ')) return null;
  return authenticator.recall(authorization.slice(7));
}

function mayAsk({ caller: { scopes } }: RememberedToken, { ip, explain }: PlainQuestion): boolean {
  if (!scopes.has('rights:read') || (explain && !scopes.has('rights:explain'))) return false;
  return ip === undefined || scopes.has('zone:assert');
}

const fixedHeaders = [...dataHeaders.flat(), 'Content-Type', 'application/json; charset=utf-8'];

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { text, entityTag }: DatedText,
  parts: ShortcutParts,
  token: RememberedToken,
  started: number,
): void {
  const requestId = requestIdOf(request.headers['x-request-id']);
  response.writeHead(200, [
    ...fixedHeaders,
    'X-Request-Id',
    requestId,
    'ETag',
    entityTag,
    'Content-Length',
    String(Buffer.byteLength(text)),
  ]);
  response.end(text);
  const address = clientAddressOf(request, parts.trustedProxies);
  const milliseconds = millisecondsSince(started);
  const seen = { path: '/v1/effective-rights', operation: 'getEffectiveRights', status: 200, milliseconds };
  parts.note({ requestId, method: 'GET', ...seen, actor: token.caller.id, address });
}
