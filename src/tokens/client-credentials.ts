/** Reads client credentials from the form of an endpoint of OAuth 2.0: in the header or in the body, never in both (RFC 6749 §2.3). */
import { OAuthError } from './oauth-error.js';

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** The fields of a form that can hold them. */
export interface ClientForm {
  client_id?: string;
  client_secret?: string;
}

/** Throws `invalid_client` where there are none, `invalid_request` where there are two. */
export function readClientCredentials(
  authorization: string | undefined,
  body: ClientForm,
): ClientCredentials {
  const inBody = body.client_secret !== undefined;
  if (authorization !== undefined && inBody) {
    throw new OAuthError('invalid_request', 'Client credentials came twice.');
  }
  return authorization === undefined ? fromBody(body) : fromHeader(authorization);
}

function fromBody({ client_id, client_secret }: ClientForm): ClientCredentials {
  if (client_id === undefined || client_secret === undefined) {
    throw new OAuthError('invalid_client', 'Client credentials are missing.');
  }
  return { clientId: client_id, clientSecret: client_secret };
}

function fromHeader(authorization: string): ClientCredentials {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw new OAuthError('invalid_client', 'The Authorization header is not Basic credentials.');
  return { clientId: formDecode(text.slice(0, colon)), clientSecret: formDecode(text.slice(colon + 1)) };
}

/** RFC 6749 §2.3.1: both parts are form-encoded inside the header. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthError('invalid_client', 'The Authorization header is not Basic credentials.');
  }
}
