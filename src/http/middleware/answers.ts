/**
 * How answers are sent: lists say where the next page is in a header too (RFC 8288), written texts go as they are, and
 * what is no JSON as what it is.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { mediaContentOf } from '../../core/media-answer.js';
import { writtenTextOf } from '../../core/json-text.js';
import { sendMedia } from '../send-media.js';

export function answers(log: Logger): RequestHandler {
  return (request, response, next) => {
    const sendJson = response.json.bind(response);
    response.json = (value: unknown) => {
      const media = mediaContentOf(value);
      if (media !== null) {
        sendMedia(response, media, log, next);
        return response;
      }
      const text = writtenTextOf(value);
      if (text !== null) return sendText(response, text);
      const cursor = nextCursorOf(value);
      if (cursor !== null) response.setHeader('Link', `<${urlOfPage(request, cursor)}>; rel="next"`);
      return sendJson(value);
    };
    next();
  };
}

/** Without an entity tag: over a long text it would cost as much as the answer. */
function sendText(response: Response, text: string): Response {
  response.type('json').setHeader('Content-Length', Buffer.byteLength(text));
  return response.end(text);
}

function nextCursorOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('nextCursor' in value)) return null;
  return typeof value.nextCursor === 'string' ? value.nextCursor : null;
}

/** Relative, so that it holds behind any proxy. */
function urlOfPage({ originalUrl }: Request, cursor: string): string {
  const end = originalUrl.indexOf('?');
  const path = end < 0 ? originalUrl : originalUrl.slice(0, end);
  const parameters = new URLSearchParams(end < 0 ? '' : originalUrl.slice(end));
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
