/** Answers that are no JSON, and streams above all: whichever end fails, the other learns of it, and nobody else does. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { get, request as send, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../src/core/errors.js';
import { bytesAnswer, streamAnswer } from '../../src/core/media-answer.js';
import { createHttpClient } from '../support/http-client.js';
import { startFrame, type Frame } from '../support/frame.js';

const kilobyte = Buffer.alloc(1024, 'x');

/** What came of the source that was made last. */
let source: Readable;
let reads = 0;
const sourceOf = (read: (this: Readable, reads: number) => void) => {
  reads = 0;
  source = new Readable({
    read() {
      read.call(this, (reads += 1));
    },
  });
  return source;
};
const csv = (content: Readable) =>
  streamAnswer('text/csv; charset=utf-8', content, { 'Content-Disposition': 'attachment' });

const never = () => undefined;
const routes = {
  '/bytes': () => bytesAnswer('image/png', Buffer.from([1, 2, 3])),
  '/whole': () => csv(Readable.from([Buffer.from('a;b\r\n'), Buffer.from('1;2\r\n')])),
  '/empty': () => csv(Readable.from([])),
  '/late': () =>
    csv(
      sourceOf(() => {
        const answer = source;
        setTimeout(() => {
          answer.push('late');
          answer.push(null);
        }, 50);
      }),
    ),
  '/endless': () => csv(sourceOf(pushKilobyte)),
  '/silent': () => csv(sourceOf(never)),
  '/pausing': () => csv(sourceOf((count) => (count === 1 ? void source.push(kilobyte) : undefined))),
  '/fails-first': () => csv(sourceOf(() => void source.destroy(new Error('secret: it broke')))),
  '/refuses-first': () =>
    csv(sourceOf(() => void source.destroy(new DomainError('user-not-found', 'There is no such user.')))),
  '/fails-at-once': () => {
    const failed = sourceOf(never);
    failed.destroy(new Error('broken before it was handed over'));
    return csv(failed);
  },
  '/ends-early': () => csv(sourceOf(() => void source.destroy())),
  '/fails-later': () => csv(sourceOf(failAt(late))),
  '/closes-later': () =>
    csv(sourceOf((count) => void (count < late ? source.push(kilobyte) : source.destroy()))),
};

/** In kilobytes: more than a stream of any version of Node gathers before it hands on its first byte. */
const late = 200;

function pushKilobyte(this: Readable): void {
  this.push(kilobyte);
}

function failAt(last: number) {
  return (count: number) =>
    void (count < last ? source.push(kilobyte) : source.destroy(new Error('it broke half way')));
}

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame(Object.entries(routes).map(([path, answer]) => ({ path, answer })));
});
afterAll(() => frame.stop());
beforeEach(() => {
  frame.log.length = 0;
  frame.statuses.length = 0;
});

const ask = (path: string, init: RequestInit = {}) => fetch(`${frame.url}${path}`, init);

/** The answer as soon as its headers are there, over a connection of its own. */
async function open(path: string): Promise<IncomingMessage> {
  const request = get(`${frame.url}${path}`, { agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

async function until(claim: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 3000; !claim() && Date.now() < deadline;) await delay(5);
  expect(claim()).toBe(true);
}

describe('bytes', () => {
  test('are sent with their type, length and entity tag', async () => {
    const response = await ask('/bytes');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([1, 2, 3]));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-length')).toBe('3');
    expect(response.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
  });

  test('are not sent again to whoever has them', async () => {
    // Not with fetch, which asks past every cache where it sees a condition.
    const client = createHttpClient(frame.url);
    const first = await client.ask('/bytes');
    const again = await client.ask('/bytes', { headers: { 'If-None-Match': first.headers.etag! } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await client.ask('/bytes', { headers: { 'If-None-Match': '"older"' } })).status).toBe(200);
    client.close();
  });
});

describe('a stream', () => {
  test('is sent whole, with its headers', async () => {
    const response = await ask('/whole');
    expect(await response.text()).toBe('a;b\r\n1;2\r\n');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment');
  });

  test.each([
    ['/empty', ''],
    ['/late', 'late'],
  ])('may come to nothing, and come late: %s', async (path, text) => {
    const response = await ask(path);
    expect([response.status, await response.text()]).toEqual([200, text]);
  });

  test('answers HEAD with its headers, and is not read for it', async () => {
    const response = await ask('/endless', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment');
    expect(reads).toBe(0);
    expect(source.destroyed).toBe(true);
  });
});

describe('a client that leaves', () => {
  test('ends a source that is being sent', async () => {
    const response = await open('/endless');
    response.destroy();
    await until(() => source.destroyed);
    const readBefore = reads;
    await delay(20);
    expect(reads).toBe(readBefore);
  });

  test('ends a source that has nothing to send at the moment', async () => {
    const response = await open('/pausing');
    await once(response, 'readable');
    response.destroy();
    await until(() => source.destroyed);
  });

  test('ends a source that has sent nothing yet', async () => {
    const request = get(`${frame.url}/silent`, { agent: false });
    request.on('error', never);
    await until(() => reads > 0);
    request.destroy();
    await until(() => source.destroyed);
  });

  test('is no failure of ours: nothing is logged, and the access log says 499', async () => {
    const response = await open('/endless');
    response.destroy();
    const request = get(`${frame.url}/silent`, { agent: false });
    request.on('error', never);
    await delay(50);
    request.destroy();
    await until(() => frame.statuses.length === 2);
    await delay(20);
    expect(frame.statuses).toEqual([499, 499]);
    expect(frame.log).toEqual([]);
  });
});

describe('a source that fails before its first byte', () => {
  test.each(['/fails-first', '/fails-at-once', '/ends-early'])('is a problem document: %s', async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('content-disposition')).toBeNull();
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ type: '/problems/internal-error', status: 500 });
    expect(text).not.toContain('secret');
    expect(frame.log).toHaveLength(1);
  });

  test('refuses with what it failed with', async () => {
    const response = await ask('/refuses-first');
    expect([response.status, await response.json()]).toEqual([
      404,
      expect.objectContaining({ type: '/problems/user-not-found' }),
    ]);
    expect(frame.log).toEqual([]);
  });
});

describe('a source that fails later', () => {
  test.each(['/fails-later', '/closes-later'])(
    'cuts the connection, so that the part is not taken for the whole: %s',
    async (path) => {
      const response = await open(path);
      expect(response.statusCode).toBe(200);
      await expect(buffer(response)).rejects.toThrow('aborted');
      expect(response.complete).toBe(false);
      await until(() => frame.log.length > 0);
      expect(frame.log.join()).toContain('an answer was cut off');
    },
  );

  test('leaves the process and its other answers alone', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const slow = await open('/pausing');
    await Promise.allSettled(Array.from({ length: 20 }, async () => buffer(await open('/fails-later'))));
    expect(await (await ask('/whole')).text()).toBe('a;b\r\n1;2\r\n');
    expect(slow.destroyed).toBe(false);
    slow.destroy();
    await delay(20);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('a slow reader', () => {
  test('slows the source down: what nobody takes is not read', async () => {
    const request = send(`${frame.url}/endless`, { agent: false });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.pause();
    await until(() => reads > 0);
    let before = -1;
    for (; before !== reads; await delay(100)) before = reads;
    // What the two sockets hold between them, and no more.
    expect(reads * kilobyte.length).toBeLessThan(16 * 1024 * 1024);
    const { heapUsed, external } = process.memoryUsage();
    await delay(200);
    expect(reads).toBe(before);
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - heapUsed - external).toBeLessThan(5 * 1024 * 1024);
    response.destroy();
    await until(() => source.destroyed);
  });
});
