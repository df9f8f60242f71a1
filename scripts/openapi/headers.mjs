/** The headers of answers, each described once and referred to by name. */

const always = (description, schema = { type: 'string' }) => ({ description, required: true, schema });
const sometimes = (description) => ({ description, schema: { type: 'string' } });

export const headers = {
  'X-Request-Id': always(
    'Finds the request in the log. The one that the request came with, if it was fit for a log.',
  ),
  ETag: always(
    'The state of the answer, for `If-None-Match`; of a resource for `If-Match` too (RFC 9110 §8.8.3).',
  ),
  Link: sometimes('The next page, as `rel="next"`, while there is one (RFC 8288).'),
  Location: always('Where to look: what was created, or the present path of what was asked for.'),
  'Set-Cookie': always('Tells the browser by a cookie from others, for as long as the sign-in may take.'),
  'Cache-Control': always('How long the answer may be kept.'),
  'Content-Disposition': always('The name of the file (RFC 6266).'),
  'WWW-Authenticate': sometimes('How to come back with credentials (RFC 9110 §11.6.1).'),
  'Retry-After': always('Seconds to wait before another try.', { type: 'integer' }),
};

/** References to the headers of those names; every answer carries its request ID. */
export function headersOf(...names) {
  const references = ['X-Request-Id', ...names].map((name) => [
    name,
    { $ref: `#/components/headers/${name}` },
  ]);
  return Object.fromEntries(references);
}
