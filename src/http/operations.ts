/** The operations of the OpenAPI document, found by path and method: what a request may carry, and what it is called. */
import { readFileSync } from 'node:fs';
import { projectFile } from '../core/project-file.js';

interface OpenApiParameter {
  name: string;
  in: string;
}

interface OpenApiBody {
  content: Record<string, unknown>;
  'x-maximum-bytes'?: number;
  'x-streamed'?: boolean;
}

interface OpenApiOperation {
  operationId: string;
  parameters?: OpenApiParameter[];
  requestBody?: OpenApiBody;
  'x-any-query'?: boolean;
  security?: Record<string, string[]>[];
}

export interface OpenApiDocument {
  paths: Record<string, Record<string, OpenApiOperation>>;
}

/** One operation, as far as the frame needs to know it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** The path as the document writes it, with its parameters in braces. */
  readonly path: string;
  readonly queryParameters: ReadonlySet<string>;
  /** Whether other query parameters may come too, and are ignored. */
  readonly takesAnyQuery: boolean;
  readonly body: ExpectedBody;
}

/** What may come as a body. */
export interface ExpectedBody {
  /** Media types; empty when there is no body. */
  readonly types: readonly string[];
  readonly maximumBytes: number;
  /** Handed on while it comes, to be read by whoever wants it. */
  readonly isStreamed: boolean;
}

/** 1 MiB: a batch of 1,000 questions has a tenth of it. */
const usualMaximumBytes = 1024 * 1024;

/** All methods of one path. */
export interface PathOperations {
  readonly pattern: RegExp;
  readonly byMethod: ReadonlyMap<string, Operation>;
}

/** The document that this build was generated with. */
export function readOpenApiDocument(): OpenApiDocument {
  return JSON.parse(readFileSync(projectFile('generated/openapi.json'), 'utf8')) as OpenApiDocument;
}

/** Paths without parameters first: `/v1/zones/locate` before `/v1/zones/{zone}`. */
export function pathOperations(document: OpenApiDocument): PathOperations[] {
  const paths = Object.keys(document.paths).sort((one, other) => parametersIn(one) - parametersIn(other));
  return paths.map((path) => ({
    pattern: patternOf(path),
    byMethod: new Map(
      Object.entries(document.paths[path]!).map(([method, operation]) => [
        method.toUpperCase(),
        toOperation(path, method, operation),
      ]),
    ),
  }));
}

export function findPath(paths: readonly PathOperations[], path: string): PathOperations | null {
  return paths.find(({ pattern }) => pattern.test(path)) ?? null;
}

function parametersIn(path: string): number {
  return path.split('{').length - 1;
}

function patternOf(path: string): RegExp {
  const literal = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\{[^}]+\}/g, '[^/]+')}/?$`);
}

function toOperation(path: string, method: string, operation: OpenApiOperation): Operation {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    queryParameters: new Set(query.map((parameter) => parameter.name)),
    takesAnyQuery: operation['x-any-query'] ?? false,
    body: toExpectedBody(operation.requestBody),
  };
}

function toExpectedBody(body: OpenApiBody | undefined): ExpectedBody {
  return {
    types: Object.keys(body?.content ?? {}),
    maximumBytes: body?.['x-maximum-bytes'] ?? usualMaximumBytes,
    isStreamed: body?.['x-streamed'] ?? false,
  };
}
