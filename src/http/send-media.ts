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
  sendStream(response, content, describe).catch((error: unknown) => {
    content.destroy();
    if (response.headersSent) reportCut(response, error, log);
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
  response.once('close', () => source.destroy());
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

/** Clients leave when they like; everything else is for those who run the service to know. */
function reportCut(response: Response, error: unknown, log: Logger): void {
  const { requestId } = response.req.context;
  const hasLeft = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
  if (!hasLeft) log.error({ err: error, requestId }, 'an answer was cut off');
  response.destroy();
}
