/** What every request carries from the first middleware on. */
import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Actor, Caller } from '../core/actor.js';
import type { Admission } from '../tokens/index.js';
import type { Operation } from './operations.js';

export interface RequestContext {
  readonly requestId: string;
  /** The address of the client, as far as proxies may be believed; null when they may not. */
  readonly address: string | null;
  /** The operation of the OpenAPI document that the path and method name, once it is found. */
  operation: Operation | null;
  /** Once the caller is known. */
  actor: Actor | null;
  /** With what the caller was let in, where the operation is not open to everybody. */
  admission: Admission | null;
}

/** Makes the keys below known to Express's types. */
declare module 'express-serve-static-core' {
  interface Request {
    context: RequestContext;
  }
}

const process = randomBytes(6).toString('base64url');
let count = 0;

/** Unique among all instances: a random part for the process, a counter inside it. */
export function newRequestId(): string {
  count += 1;
  return `${process}-${count.toString(36)}`;
}

const acceptable = /^[A-Za-z0-9._:-]{1,64}$/;

/** The `X-Request-Id` that a proxy gave the request, or a new one where there is none fit for a log. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && acceptable.test(header) ? header : newRequestId();
}

/** What the frame itself needs of the services behind it. */
export interface FrameServices {
  readonly authenticator: { verify(token: string): Promise<Caller | null> };
  readonly credentialWatch: { watch(admission: Admission, end: () => void): () => void };
  readonly audit: { recordRefusal(actor: Actor, operation: string, code: string): Promise<void> };
  readonly db: { answers(): Promise<boolean> };
}

export function frameServicesOf(request: Request): FrameServices {
  return request.app.locals['assembly'] as FrameServices;
}
