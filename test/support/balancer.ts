/** A load balancer as small as one can be: it obeys /readyz, and tries elsewhere only what was never let in. */
import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createHttpClient } from './http-client.js';

export interface Balancer {
  readonly url: string;
  /** How many backends are believed to be ready. */
  ready(): number;
  close(): Promise<void>;
}

const probeIntervalMs = 100;
/** One slow answer is no reason to send everybody away: so many in a row, as balancers have it. */
const fall = 3;

export async function startBalancer(backends: readonly string[]): Promise<Balancer> {
  const ready = new Set<string>();
  const watch = watchReadiness(backends, ready);
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const server = createServer((request, response) => {
    const candidates = [...ready];
    turn += 1;
    const order = [
      ...candidates.slice(turn % candidates.length),
      ...candidates.slice(0, turn % candidates.length),
    ];
    void readBody(request).then((body) => forward(request, body, response, order, agent));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = async () => {
    await watch.end();
    server.closeAllConnections();
    agent.destroy();
    await new Promise((closed) => server.close(closed));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: () => ready.size,
    close,
  };
}

function watchReadiness(backends: readonly string[], ready: Set<string>) {
  let isOver = false;
  const watching = Promise.all(
    backends.map(async (url) => {
      for (let failures = 0; !isOver;) {
        const probe = createHttpClient(url);
        const status = await probe.ask('/readyz').then(
          (answer) => answer.status,
          () => 0,
        );
        probe.close();
        failures = status === 200 ? 0 : failures + 1;
        if (failures === 0) ready.add(url);
        else if (failures >= fall) ready.delete(url);
        await delay(probeIntervalMs);
      }
    }),
  );
  return {
    async end(): Promise<void> {
      isOver = true;
      await watching;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function forward(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  [backend, ...others]: readonly string[],
  agent: Agent,
): void {
  if (backend === undefined) {
    response.writeHead(502).end('no backend');
    return;
  }
  const { connection: _, ...forwarded } = headers;
  const onward = send(new URL(url!, backend), { method, agent, headers: forwarded }, (answer) => {
    const { connection: _own, 'keep-alive': _time, ...kept } = answer.headers;
    response.writeHead(answer.statusCode!, kept);
    answer.pipe(response);
  });
  onward.on('error', (error: NodeJS.ErrnoException) => {
    const request = { method, url, headers } as IncomingMessage;
    if (error.code === 'ECONNREFUSED') forward(request, body, response, others, agent);
    else response.writeHead(502).end(`${error.code}`);
  });
  onward.end(body);
}
