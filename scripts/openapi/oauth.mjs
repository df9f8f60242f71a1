/** The refusals of the endpoints of OAuth 2.0, which speak its language (RFC 6749 §5.2). */
import { headersOf } from './headers.mjs';

/** What each operation can say of the request, and of who sends it. */
const refusalsOf = {
  issueToken: {
    400: ['invalid_request', 'unsupported_grant_type', 'invalid_scope'],
    401: ['invalid_client'],
  },
  introspectToken: { 400: ['invalid_request'], 401: ['invalid_client'] },
  endProviderSessions: { 400: ['invalid_request'] },
  revokeToken: { 400: ['invalid_request', 'unsupported_token_type'] },
};

const usualRefusals = {
  413: ['invalid_request'],
  415: ['invalid_request'],
  500: ['server_error'],
  503: ['temporarily_unavailable'],
};

const headersByStatus = { 401: ['WWW-Authenticate'], 503: ['Retry-After'] };

function response(status, words, descriptions) {
  const example = (word) => ({ value: { error: word, error_description: descriptions[word] } });
  const examples = Object.fromEntries(words.map((word) => [word, example(word)]));
  return {
    description: words.map((word) => `- \`${word}\``).join('\n'),
    headers: headersOf(...(headersByStatus[status] ?? [])),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/OAuthProblem' }, examples } },
    'x-oauth-errors': words,
  };
}

export function addOAuthRefusals(operation, descriptions) {
  const refusals = { ...refusalsOf[operation.operationId], ...usualRefusals };
  for (const [status, words] of Object.entries(refusals)) {
    operation.responses[status] = response(status, words, descriptions);
  }
}
