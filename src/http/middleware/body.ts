/** The front door for bodies: type, size and text are checked before any handler sees a value. */
import { Transform } from 'node:stream';
import type { Request, RequestHandler } from 'express';
import { DomainError } from '../../core/errors.js';
import { parseFormBody } from '../form-body.js';
import { parseJsonBody } from '../../core/json-body.js';
import type { ExpectedBody } from '../operations.js';

const noBody: ExpectedBody = { types: [], maximumBytes: 0, isStreamed: false };

const formType = 'application/x-www-form-urlencoded';

/** How long a body may take that is read whole, in ms. */
const usualPatienceMs = 30_000;

export const body = bodyWithin(usualPatienceMs);

export function bodyWithin(patienceMs: number): RequestHandler {
  return (request, _response, next) => {
    readBody(request, patienceMs).then((value) => {
      request.body = value;
      next();
    }, next);
  };
}

async function readBody(request: Request, patienceMs: number): Promise<unknown> {
  const expected = request.context.operation?.body ?? noBody;
  if (expected.types.length === 0) return refuseBody(request);
  const type = requireType(request, expected.types);
  const { maximumBytes } = expected;
  if (Number(request.headers['content-length'] ?? 0) > maximumBytes) throw tooLarge(maximumBytes);
  if (expected.isStreamed) return limited(request, maximumBytes);
  // Whoever dribbles is hung up on: there would be no end of telling.
  const late = setTimeout(() => request.destroy(), patienceMs);
  return parsed(type, await readBytes(request, maximumBytes).finally(() => clearTimeout(late)));
}

function parsed(type: string, bytes: Buffer): unknown {
  if (type === formType) return parseFormBody(bytes);
  return type.endsWith('json') ? parseJsonBody(bytes) : bytes;
}

/** The body as it comes; fails once it is larger than it may be, or when it ends too soon. */
function limited(request: Request, maximumBytes: number): Transform {
  let length = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > maximumBytes) done(tooLarge(maximumBytes));
      else done(null, chunk);
    },
  });
  request.once('aborted', () => limit.destroy(cutShort()));
  request.once('error', () => limit.destroy(cutShort()));
  // Whoever reads it gets the failure; before that there may be nobody to hear it.
  limit.on('error', () => undefined);
  limit.once('close', () => skipRest(request));
  // Nobody reads on after the answer.
  request.res!.once('close', () => limit.destroy());
  return request.pipe(limit);
}

/** What comes of a body that nobody wants any more must be taken all the same, or the connection takes nothing else. */
function skipRest(request: Request): void {
  request.unpipe();
  request.resume();
}

function refuseBody({ headers }: Request): undefined {
  const isEmpty = headers['content-length'] === undefined || headers['content-length'] === '0';
  if (isEmpty && headers['transfer-encoding'] === undefined) return undefined;
  throw new DomainError('malformed-request', 'This operation takes no body.');
}

function requireType({ headers }: Request, accepted: readonly string[]): string {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const isUtf8 = parameters.every((parameter) => /^charset="?utf-8"?$/.test(parameter));
  if (!accepted.includes(type) || !isUtf8 || headers['content-encoding'] !== undefined) {
    throw new DomainError('unsupported-media-type', `Send ${accepted.join(' or ')} in UTF-8, not encoded.`);
  }
  return type;
}

async function readBytes(request: Request, maximumBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // A request that is destroyed takes its connection along, and nobody would learn why.
  const coming = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    for await (const chunk of coming) {
      length += chunk.length;
      if (length > maximumBytes) throw tooLarge(maximumBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    skipRest(request);
    throw error instanceof DomainError ? error : cutShort();
  }
  return Buffer.concat(chunks);
}

function tooLarge(maximumBytes: number): DomainError {
  return new DomainError('body-too-large', `A body has at most ${maximumBytes} bytes here.`);
}

/** Nobody is there to be told; but neither the database nor the service has failed. */
function cutShort(): DomainError {
  return new DomainError('malformed-request', 'The body ended before its end: the client left.');
}
