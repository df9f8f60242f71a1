/** Lists say where the next page is in a header too (RFC 8288), so that any client can walk them. */
import type { Request, RequestHandler } from 'express';

export const nextLink: RequestHandler = (request, response, next) => {
  const sendJson = response.json.bind(response);
  response.json = (value: unknown) => {
    const cursor = nextCursorOf(value);
    if (cursor !== null) response.setHeader('Link', `<${urlOfPage(request, cursor)}>; rel="next"`);
    return sendJson(value);
  };
  next();
};

function nextCursorOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('nextCursor' in value)) return null;
  return typeof value.nextCursor === 'string' ? value.nextCursor : null;
}

/** Relative, so that it holds behind any proxy. */
function urlOfPage({ originalUrl }: Request, cursor: string): string {
  const [path = '', query = ''] = originalUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
