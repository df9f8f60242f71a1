import type { SessionEndReason } from './sessions.schema.js';

/** Why a session ended, in words for whom it was taken from (rule 9.4). */
export const endReasons: Record<SessionEndReason, string> = {
  'signed-out': 'It was signed out.',
  'provider-signed-out': 'It was signed out at the provider that it began with.',
  disconnected: 'An administrator, or the person from another device, ended it.',
  displaced: 'A newer sign-in took its place, since the number of sessions is limited.',
  'account-deactivated': 'The account was deactivated.',
  'password-changed': 'The password was changed.',
  'refresh-token-reused': 'A refresh token was used twice, so somebody else may have had it.',
  revoked: 'A token of it was revoked.',
  expired: 'It was not refreshed in time.',
};
