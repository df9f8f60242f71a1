/** The front door for bodies: type, size and text are checked before any handler sees a value. */
import type { Request, RequestHandler } from 'express';
import { DomainError } from '../../core/errors.js';
import { parseFormBody } from '../form-body.js';
import { parseJsonBody } from '../json-body.js';

/** 1 MiB: a batch of 1,000 questions has a tenth of it. */
const maximumBytes = 1024 * 1024;

const formType = 'application/x-www-form-urlencoded';

export const body: RequestHandler = (request, _response, next) => {
  readBody(request).then((value) => {
    request.body = value;
    next();
  }, next);
};

async function readBody(request: Request): Promise<unknown> {
  const expected = request.context.operation?.bodyTypes ?? [];
  if (expected.length === 0) return refuseBody(request);
  const type = requireType(request, expected);
  const bytes = await readBytes(request);
  return type === formType ? parseFormBody(bytes) : parseJsonBody(bytes);
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

async function readBytes(request: Request): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maximumBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maximumBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): DomainError {
  return new DomainError('body-too-large', `A body has at most ${maximumBytes} bytes.`);
}
