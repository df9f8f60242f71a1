/** Requests for an operation: mostly as the document wants them, with something wrong here and there. */
import fc from 'fast-check';
import type { DocumentedOperation, DocumentedParameter } from '../support/openapi.js';
import { fitting, type Schema } from './fitting.js';
import {
  encodeWell,
  hostileBody,
  hostileContentType,
  hostileHeaders,
  hostileSegment,
  hostileValue,
} from './hostile.js';

export type CallerKind = 'every scope' | 'a user' | 'no scope' | 'nobody';

export interface FuzzedRequest {
  caller: CallerKind;
  method: string;
  /** With its query, as it is sent. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

/** One part in twelve is replaced. */
const spoil = (part: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 11, arbitrary: part }, { weight: 1, arbitrary: hostileValue });

/** Segments that name something that is there, by the parameter of the path. */
export type KnownSegments = Readonly<Record<string, readonly string[]>>;

export function requestsFor(
  operation: DocumentedOperation,
  known: KnownSegments,
): fc.Arbitrary<FuzzedRequest> {
  return fc.record({
    caller: fc.oneof(
      { weight: 6, arbitrary: fc.constant<CallerKind>(isForOneself(operation) ? 'a user' : 'every scope') },
      { weight: 1, arbitrary: fc.constant<CallerKind>(isForOneself(operation) ? 'every scope' : 'a user') },
      { weight: 1, arbitrary: fc.constantFrom<CallerKind>('no scope', 'nobody') },
    ),
    method: fc.constant(operation.method.toUpperCase()),
    path: fc.tuple(pathOf(operation, known), queryOf(operation)).map(([path, query]) => path + query),
    ...{ headers: headersOf(operation), body: bodyOf(operation) },
  });
}

/** Programs have all scopes and no profile: these answer people only (rule 12.1). */
function isForOneself({ path }: DocumentedOperation): boolean {
  return path.startsWith('/v1/me') || ['/userinfo', '/v1/auth/sign-out'].includes(path);
}

function pathOf({ path }: DocumentedOperation, known: KnownSegments): fc.Arbitrary<string> {
  const parts = path.split('/').map((part) => {
    const parameter = /^\{(\w+)\}$/.exec(part)?.[1];
    return parameter === undefined ? fc.constant(part) : segmentOf(known[parameter]!);
  });
  return fc.tuple(...parts).map((segments) => segments.join('/'));
}

function segmentOf(known: readonly string[]): fc.Arbitrary<string> {
  // What would be another operation is not this one's to answer for.
  const odd = hostileSegment.filter((text) => !['locate', 'delete', '.', '..'].includes(text));
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known.map(encodeWell)) },
    { weight: 1, arbitrary: odd },
  );
}

function queryOf({ parameters = [] }: DocumentedOperation): fc.Arbitrary<string> {
  const named = parameters.filter((parameter) => parameter.in === 'query').map(queryParameter);
  const odd = fc.constantFrom(
    '',
    '&',
    '&&=',
    '&x=1',
    '&__proto__=1',
    '&%ff=1',
    '&limit=1&limit=2',
    '&=',
    '&%',
  );
  return fc
    .tuple(
      fc.tuple(...named),
      fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: odd }),
    )
    .map(([values, rest]) => {
      const query = values.filter((value) => value !== '').join('&') + rest;
      return query === '' ? '' : `?${query}`;
    });
}

function queryParameter({ name, schema, required }: DocumentedParameter): fc.Arbitrary<string> {
  const value = fitting(schema as Schema, spoil).map((one) => `${name}=${encodeWell(asText(one))}`);
  return fc.oneof(
    { weight: 4, arbitrary: value },
    { weight: required === true ? 1 : 6, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: hostileSegment.map((segment) => `${name}=${segment}`) },
  );
}

/** Short enough for Node, which answers 431 to what is longer before anybody is asked. */
function asText(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 300);
}

function headersOf({ requestBody }: DocumentedOperation): fc.Arbitrary<Record<string, string>> {
  const [type] = Object.keys(requestBody?.content ?? {});
  const usual: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: hostileHeaders.map((headers) => ({ ...usual, ...headers })) },
    { weight: 1, arbitrary: hostileContentType.map((odd) => ({ 'Content-Type': odd })) },
  );
}

function bodyOf({ requestBody }: DocumentedOperation): fc.Arbitrary<Buffer | null> {
  const [media] = Object.entries(requestBody?.content ?? {});
  const odd = { weight: 1, arbitrary: hostileBody };
  if (media === undefined) return fc.oneof({ weight: 20, arbitrary: fc.constant(null) }, odd);
  const [type, { schema, example }] = media;
  if (/json$/.test(type)) return fc.oneof({ weight: 10, arbitrary: written(schema, writeJson) }, odd);
  if (type.endsWith('form-urlencoded'))
    return fc.oneof({ weight: 10, arbitrary: written(schema, writeForm) }, odd);
  // A picture cannot be shown in the document; one is kept here.
  const bytes = /^image\/(?!svg)/.test(type) ? smallestPng : Buffer.from(String(example));
  return fc.oneof({ weight: 5, arbitrary: bytesLike(bytes) }, odd);
}

function written(schema: object, write: (value: unknown) => Buffer): fc.Arbitrary<Buffer> {
  return fitting(schema as Schema, spoil).map(write);
}

/** The example itself, one byte of it changed, or any bytes at all. */
function bytesLike(whole: Buffer): fc.Arbitrary<Buffer> {
  const changed = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
    const copy = Buffer.from(whole);
    copy[at] = byte;
    return copy;
  });
  const any = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof(fc.constant(whole), changed, any);
}

/** One grey pixel. */
export const smallestPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

function writeJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function writeForm(value: unknown): Buffer {
  const fields = Object.entries((value ?? {}) as Record<string, unknown>);
  return Buffer.from(
    fields.map(([name, field]) => `${encodeWell(name)}=${encodeWell(asText(field))}`).join('&'),
  );
}
