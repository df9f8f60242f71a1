/** Bodies on their way in: no more of them than allowed, and no end of the world when the client leaves in the middle. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Request } from 'express';
import { once } from 'node:events';
import { Agent, request as send, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { startFrame, type Frame } from '../support/frame.js';

const maximumBytes = 100_000;
const chunk = Buffer.alloc(10_000, 'x');
const types = ['text/csv'];

/** How reading the last streamed body ended. */
let outcome: string;
let handed: Readable;

async function readWhole({ body }: Request): Promise<object> {
  handed = body as Readable;
  try {
    const { length } = await buffer(handed);
    outcome = `${length} bytes`;
    return { length };
  } catch (error) {
    outcome = String(error);
    throw error;
  }
}

const routes = [
  { path: '/streamed', body: { types, maximumBytes, isStreamed: true }, answer: readWhole },
  {
    path: '/whole',
    body: { types, maximumBytes, isStreamed: false },
    answer: ({ body }: Request) => ({ length: (body as Buffer).length }),
  },
  {
    path: '/unread',
    body: { types, maximumBytes: 1e9, isStreamed: true },
    answer: ({ body }: Request) => {
      handed = body as Readable;
      return { refused: true };
    },
  },
];

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame(routes);
});
afterAll(() => frame.stop());
beforeEach(() => {
  outcome = '';
  frame.log.length = 0;
  frame.statuses.length = 0;
});

interface Options {
  agent?: Agent | false;
  length?: number;
}

/** A request whose body is still to be written. */
function begin(path: string, { agent = false, length }: Options = {}): ClientRequest {
  const lengthHeader = length === undefined ? {} : { 'Content-Length': length };
  const headers = { 'Content-Type': 'text/csv', ...lengthHeader };
  return send(`${frame.url}${path}`, { method: 'POST', agent, headers });
}

async function answerTo(request: ClientRequest): Promise<{ status: number; json: { type?: string } }> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, json: JSON.parse(await text(response)) as object };
}

async function post(path: string, chunks: number, options: Options = {}) {
  const request = begin(path, options);
  const answer = answerTo(request);
  for (let count = 0; count < chunks; count += 1) request.write(chunk);
  request.end();
  return answer;
}

async function until(claim: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 3000; !claim() && Date.now() < deadline;) await delay(5);
  expect(claim()).toBe(true);
}

const tooLarge = { status: 413, json: { type: '/problems/body-too-large' } };

describe.each(['/streamed', '/whole'])('a body of %s', (path) => {
  test('may have as many bytes as it may have', async () => {
    expect(await post(path, 10)).toMatchObject({ status: 200, json: { length: maximumBytes } });
  });

  test('is refused for its length before it comes', async () => {
    const request = begin(path, { length: maximumBytes + 1 });
    request.flushHeaders();
    expect(await answerTo(request)).toMatchObject(tooLarge);
    request.on('error', () => undefined).destroy();
  });

  test('that does not say its length is refused once it is too long, and the client can read why', async () => {
    expect(await post(path, 11)).toMatchObject(tooLarge);
    expect(await post(path, 200)).toMatchObject(tooLarge);
    expect(frame.log).toEqual([]);
  });

  test('that was refused does not spoil the connection for the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await post(path, 200, { agent })).toMatchObject(tooLarge);
    expect(await post(path, 3, { agent })).toMatchObject({ status: 200, json: { length: 30_000 } });
    agent.destroy();
  });

  test('whose client leaves in the middle is no failure of ours', async () => {
    const request = begin(path);
    request.on('error', () => undefined);
    request.write(chunk);
    await delay(50);
    request.destroy();
    await until(() => frame.statuses.length === 1);
    await delay(20);
    expect(frame.statuses).toEqual([499]);
    expect(frame.log).toEqual([]);
  });
});

describe('a streamed body', () => {
  test('fails for its reader when the client leaves, and is never taken for whole', async () => {
    const request = begin('/streamed', { length: 50_000 });
    request.on('error', () => undefined);
    request.write(chunk);
    await delay(50);
    request.destroy();
    await until(() => outcome !== '');
    expect(outcome).toContain('malformed-request');
  });

  test('that nobody reads is let go once the answer is sent, and the connection goes on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await post('/unread', 500, { agent })).toMatchObject({ status: 200, json: { refused: true } });
    await until(() => handed.destroyed);
    expect(await post('/whole', 1, { agent })).toMatchObject({ status: 200 });
    agent.destroy();
  });

  test('waits for its reader: what is not taken is not kept', async () => {
    let takeIt = () => undefined as void;
    const slow = await startFrame([
      {
        path: '/slow',
        body: { types, maximumBytes: 1e9, isStreamed: true },
        answer: async ({ body }: Request) => {
          await new Promise<void>((resolve) => (takeIt = resolve));
          return { length: (await buffer(body as Readable)).length };
        },
      },
    ]);
    const request = send(`${slow.url}/slow`, {
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'text/csv' },
    });
    const answer = answerTo(request);
    for (let count = 0; count < 3000; count += 1) request.write(chunk);
    request.end();
    await delay(200);
    // Most of the 30 MB still wait on the client's side.
    expect(request.writableLength).toBeGreaterThan(15_000_000);
    takeIt();
    expect(await answer).toMatchObject({ status: 200, json: { length: 30_000_000 } });
    await slow.stop();
  });
});

describe('a body that does not come to its end', () => {
  test('is waited for so long and no longer, where it is read whole; a file may take its time', async () => {
    const impatient = await startFrame(routes, 100);
    const options = { port: impatient.port, method: 'POST', headers: { 'Content-Type': 'text/csv' } };
    const slow = send({ ...options, path: '/whole' });
    slow.write('x');
    const [error] = (await once(slow, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    const file = send({ ...options, path: '/streamed' });
    file.write('x');
    await delay(300);
    file.end('y');
    const [answer] = (await once(file, 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe('{"length":2}');
    await impatient.stop();
  });
});
