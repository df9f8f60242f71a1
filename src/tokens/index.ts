export type { VerifiedToken } from './access-tokens.service.js';
export { bearerTokenOf, type Authenticator, type RememberedToken } from './authenticator.js';
export { OAuthError } from './oauth-error.js';
