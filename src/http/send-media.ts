/**
 * Sends what is no JSON. A stream is sent while it comes: one that fails before its first byte becomes a problem
 * document; one that fails later is cut off, so that nobody takes the part for the whole.
 */
import { once } from 'node:events';
import { finished, pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { NextFunction, Response } from 'express';
import type { Logger } from 'pino';
import type { MediaAnswer, MediaContent } from '../core/media-answer.js';
import { whileAdmitted } from './admitted-stream.js';

export function sendMedia(
  response: Response,
  { mediaType, content, headers }: MediaAnswer & MediaContent,
  log: Logger,
  next: NextFunction,
): void {
  if (Buffer.isBuffer(content)) {
    response.type(mediaType).send(content);
    return;
  }
  const describe = () => {
    response.setHeader('Content-Type', mediaType);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  };
  let hasClientLeft = false;
  // A source that failed is destroyed before the answer is; one that is not has lost its reader.
  response.once('close', () => {
    hasClientLeft = !response.writableFinished && !content.destroyed;
    content.destroy();
  });
  const source = mediaType === 'text/event-stream' ? whileAdmitted(response.req, content) : content;
  sendStream(response, source, describe).catch((error: unknown) => {
    content.destroy();
    // Clients leave when they like; everything else is for somebody to know.
    if (hasClientLeft) return;
    if (response.headersSent) cut(response, error, log);
    else next(error);
  });
}

async function sendStream(response: Response, source: Readable, describe: () => void): Promise<void> {
  if (response.req.method === 'HEAD') {
    describe();
    source.destroy();
    response.end();
    return;
  }
  await firstByteOf(source);
  describe();
  response.flushHeaders();
  await pipeline(source, response);
}

/** Resolves when there is something to send, or the end; rejects when the source fails. */
async function firstByteOf(source: Readable): Promise<void> {
  if (source.readableLength > 0 || source.readableEnded) return;
  const stop = new AbortController();
  try {
    await Promise.race([
      once(source, 'readable', { signal: stop.signal }),
      finished(source, { signal: stop.signal }),
    ]);
  } finally {
    stop.abort();
  }
}

function cut(response: Response, error: unknown, log: Logger): void {
  log.error({ err: error, requestId: response.req.context.requestId }, 'an answer was cut off');
  response.destroy();
}
