/** Why a provider could not be talked to, in the closed set of words that callers see. */
import { EgressError, egressReasons } from '../egress/index.js';
import { UnacceptableProvider } from './provider-client.js';
import type { ProviderFault } from './providers.schema.js';

export const faultTexts: Record<ProviderFault, string> = {
  ...egressReasons,
  'not-configured': 'It is not configured.',
  'ldap-mode-required': 'It signs in people of the directory, and needs LDAP mode.',
  'issuer-mismatch': 'The provider calls itself by another issuer than the one configured.',
  'no-keys': 'The provider publishes no key that could verify an ID token.',
};

/** openid-client wraps what its fetch throws, sometimes twice. */
export function faultOf(error: unknown): ProviderFault {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (cause instanceof EgressError || cause instanceof UnacceptableProvider) return cause.reason;
    if (isOfOtherIssuer(cause)) return 'issuer-mismatch';
  }
  return 'bad-answer';
}

/** Of its metadata; openid-client says the same of a subject that UserInfo has otherwise. */
function isOfOtherIssuer(error: Error): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (code !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') return false;
  return (cause as { attribute?: unknown } | undefined)?.attribute === 'issuer';
}
