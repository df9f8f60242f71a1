export { nobodyIfEnded, type VerifiedToken } from './access-tokens.service.js';
export type { ClientForm } from './client-credentials.js';
export { bearerTokenOf, type Authenticator, type RememberedToken } from './authenticator.js';
export type { Admission, CredentialWatch } from './credential-watch.js';
export { lockCredentials } from './credentials.store.js';
export { accessTokenSeconds } from './lifetimes.js';
export { OAuthError } from './oauth-error.js';
export type { ScopeName } from './tokens.schema.js';
