/**
 * Owns every request that the service makes by itself: one policy on addresses, checked on the connection; no redirect
 * is followed; time, size and number are bounded.
 */
import { request as sendHttp, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Subnet } from '../zones/index.js';
import {
  fingerprintOf,
  openConnection,
  resolveHost,
  type ConnectionPlace,
  type ResolveHost,
  type TlsExpectation,
} from './connection.js';
import { EgressError } from './egress-error.js';
import { createReachPolicy } from './reach.js';

export interface OutgoingRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls: TlsExpectation;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What other domains need of the way out. Both throw an EgressError and nothing else. */
export interface Egress {
  send(url: URL, request: OutgoingRequest): Promise<OutgoingAnswer>;
  /** The SHA-256 fingerprint of the certificate at the other end, whoever signed it. Sends nothing. */
  seeCertificate(url: URL): Promise<string>;
}

export interface EgressOptions {
  /** The private networks that may be connected to. */
  readonly allowed: readonly Subnet[];
  readonly resolve?: ResolveHost | undefined;
  /** Of a whole request, in ms. */
  readonly deadlineMs?: number;
}

const usualDeadlineMs = 5_000;
/** Keys and metadata of providers have a tenth of it. */
const maximumBytes = 512 * 1024;
const maximumUnderWay = 100;

export function createEgress({
  allowed,
  resolve = resolveHost,
  deadlineMs = usualDeadlineMs,
}: EgressOptions): Egress {
  const place: ConnectionPlace = { policy: createReachPolicy(allowed), resolve };
  let underWay = 0;

  async function connected<Result>(
    url: URL,
    tls: TlsExpectation,
    work: (socket: Socket, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (underWay >= maximumUnderWay) throw new EgressError('busy');
    underWay += 1;
    const signal = AbortSignal.timeout(deadlineMs);
    let socket: Socket | undefined;
    try {
      socket = await openConnection(url, tls, place, signal);
      return await work(socket, signal);
    } finally {
      underWay -= 1;
      socket?.destroy();
    }
  }

  return {
    send: (url, request) =>
      connected(url, request.tls, (socket, signal) => exchange(url, request, socket, signal)),
    seeCertificate: (url) =>
      connected(url, { kind: 'any' }, (socket) =>
        socket instanceof TLSSocket
          ? Promise.resolve(fingerprintOf(socket))
          : Promise.reject(new EgressError('tls-failed')),
      ),
  };
}

async function exchange(
  url: URL,
  { method, headers, body }: OutgoingRequest,
  socket: Socket,
  signal: AbortSignal,
): Promise<OutgoingAnswer> {
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = sendHttp(
        {
          createConnection: () => socket,
          method,
          path: `${url.pathname}${url.search}`,
          headers: { ...headers, host: url.host, connection: 'close' },
          signal,
        },
        resolve,
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
    return { status: answer.statusCode!, headers: pairsOf(answer), body: await readBody(answer) };
  } catch (error) {
    if (error instanceof EgressError) throw error;
    throw new EgressError(signal.aborted ? 'timed-out' : 'bad-answer', { cause: error });
  }
}

async function readBody(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maximumBytes) throw new EgressError('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function pairsOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]);
}
