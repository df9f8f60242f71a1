/** The refusals of an OAuth 2.0 endpoint, in its own words (RFC 6749 §5.2, RFC 7009 §2.2.1). */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_scope: 400,
  unsupported_grant_type: 400,
  unsupported_token_type: 400,
} as const;

export type OAuthErrorCode = keyof typeof statuses;

export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;

  constructor(
    readonly error: OAuthErrorCode,
    readonly description: string,
  ) {
    super(`${error}: ${description}`);
    this.status = statuses[error];
  }
}
