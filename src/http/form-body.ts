/** Form bodies of the OAuth 2.0 endpoints (RFC 6749 appendix B). */
import { OAuthError } from '../tokens/index.js';

/** The fields; throws `invalid_request` for one that came twice (RFC 6749 §3.2). */
export function parseFormBody(bytes: Buffer): Record<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) {
    if (fields.has(name)) throw new OAuthError('invalid_request', 'A parameter came more than once.');
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}
