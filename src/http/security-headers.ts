/** The security headers of every answer, decided by helmet once at start: they never change, so they cost nothing. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';

/** What concerns pages only, or browsers long gone, is left out: answers are small, and every header is a part of them. */
const always: HelmetOptions = {
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  xFrameOptions: { action: 'deny' },
};

/** An API answers data: nothing in it may run, be framed, or be kept by caches. */
const forData: HelmetOptions = {
  ...always,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
};

/** Swagger UI runs its own scripts and styles, and talks to this server. */
const forPages: HelmetOptions = {
  ...always,
  crossOriginOpenerPolicy: true,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
};

export type Headers = readonly (readonly [name: string, value: string])[];

function headersOf(options: HelmetOptions): Headers {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  helmet(options)(response.req, response, () => undefined);
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
}

export const dataHeaders: Headers = [...headersOf(forData), ['cache-control', 'no-store']];
export const pageHeaders: Headers = headersOf(forPages);
