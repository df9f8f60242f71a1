/** The OpenAPI document, as tests ask it: what are its operations, and does a value fit a place in it? */
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

export interface Media {
  schema: object;
  example?: unknown;
  examples?: Record<string, { value: unknown } | { $ref: string }>;
}

export interface AnswerHeader {
  required?: boolean;
  description: string;
}

export interface Answer {
  description: string;
  headers?: Record<string, AnswerHeader | { $ref: string }>;
  content?: Record<string, Media>;
  'x-problem-codes'?: string[];
}

export interface DocumentedParameter {
  name: string;
  in: string;
  required?: boolean;
  example?: unknown;
  schema: object;
}

export interface DocumentedOperation {
  path: string;
  method: string;
  /** JSON Pointer of the operation. */
  pointer: string;
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: DocumentedParameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer | { $ref: string }>;
  'x-problem-codes'?: string[];
  'x-conditional-scopes'?: Record<string, string>;
}

interface OpenApiDocument {
  'x-general-problem-codes': string[];
  tags: { name: string }[];
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: Record<'schemas' | 'responses' | 'examples' | 'headers', Record<string, unknown>>;
}

/** The same as the committed openapi.yaml, and read in a hundredth of the time. */
export const openApi = JSON.parse(readFileSync('generated/openapi.json', 'utf8')) as OpenApiDocument;

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

export const operations: DocumentedOperation[] = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    path,
    method,
    pointer: `/paths/${escaped(path)}/${method}`,
  })),
);

const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(ajv);
ajv.addSchema(openApi, 'openapi');

/** What is wrong with the value by the schema at that JSON Pointer of the document; empty when it fits. */
export function misfits(value: unknown, pointer: string): string[] {
  const validate = ajv.getSchema(`openapi#${encodeURI(pointer)}`);
  if (validate === undefined) throw new Error(`openapi.yaml has no schema at ${pointer}`);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The object itself, or what it refers to. */
export function resolved<T extends object>(value: T | { $ref: string }): T {
  if (!('$ref' in value)) return value;
  const [, section, name] = value.$ref.split('/').slice(1);
  return openApi.components[section as 'responses'][name!] as T;
}

/** Where the content of an answer or a request body stands, by media type. */
export function contentPointers(pointer: string, content: Record<string, Media>): [string, Media][] {
  return Object.entries(content).map(([type, media]) => [`${pointer}/content/${escaped(type)}`, media]);
}

/** The pointer of an answer, wherever it is written. */
export function answerPointer(operation: DocumentedOperation, status: string): string {
  const answer = operation.responses[status]!;
  return '$ref' in answer ? answer.$ref.slice(1) : `${operation.pointer}/responses/${status}`;
}

/** Every example of a media type, by name. */
export function examplesOf(media: Media): [name: string, value: unknown][] {
  if (media.example !== undefined) return [['example', media.example]];
  return Object.entries(media.examples ?? {}).map(([name, example]) => [name, resolved(example).value]);
}
