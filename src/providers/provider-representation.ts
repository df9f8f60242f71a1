/** Between the stored provider and the one that callers see. */
import type { PinnedCertificate, Provider, ProviderType } from './providers.schema.js';
import { isOAuthType, type ProviderSettings } from './provider-settings.js';
import type { ProviderRow } from './providers.store.js';

/** One for all providers: what comes back is told apart by its state. */
export const callbackPath = '/v1/auth/oidc/callback';

/** Where each provider says that somebody has signed out there. */
const backChannelLogoutPath = '/oauth2/backchannel-logout';

/** What the row has to be named by in zones, in sessions and in paths: a method by its word, a provider by its UUID. */
export function methodOf({ id, type }: Pick<ProviderRow, 'id' | 'type'>): string {
  return isOAuthType(type as ProviderType) ? id : type;
}

/** Password needs nothing; there is nothing yet to configure NTLM and Kerberos with. */
export function isConfigured({ type, clientId }: ProviderRow): boolean {
  return type === 'password' || clientId !== null;
}

export function pinsOf({ pinnedCertificates }: ProviderRow): PinnedCertificate[] {
  return pinnedCertificates as unknown as PinnedCertificate[];
}

/** What can be set of a provider; only for rows of a type that has settings. */
export function settingsOf(row: ProviderRow): ProviderSettings {
  return {
    name: row.name,
    enabled: row.enabled,
    clientId: row.clientId ?? '',
    issuer: row.issuer ?? '',
    discovery: row.discovery,
    authorizationUrl: row.authorizationUrl,
    tokenUrl: row.tokenUrl,
    logoutUrl: row.logoutUrl,
    jwksUrl: row.jwksUrl,
    userInfoUrl: row.userInfoUrl,
    scopes: row.scopes,
    verifyTls: row.verifyTls,
    userClaim: row.userClaim ?? '',
    matchUsers: row.matchUsers,
  };
}

export function toProvider(row: ProviderRow, publicUrl: string): Provider {
  const isProvider = isOAuthType(row.type as ProviderType);
  return {
    id: row.id,
    type: row.type as ProviderType,
    name: row.name,
    enabled: row.enabled,
    configured: isConfigured(row),
    clientId: row.clientId,
    hasClientSecret: row.clientSecret !== null,
    redirectUri: isProvider ? `${publicUrl}${callbackPath}` : null,
    backChannelLogoutUri: isProvider ? `${publicUrl}${backChannelLogoutPath}/${row.id}` : null,
    issuer: row.issuer,
    discovery: row.discovery,
    authorizationUrl: row.authorizationUrl,
    tokenUrl: row.tokenUrl,
    logoutUrl: row.logoutUrl,
    jwksUrl: row.jwksUrl,
    userInfoUrl: row.userInfoUrl,
    scopes: row.scopes,
    verifyTls: row.verifyTls,
    pinnedCertificates: pinsOf(row),
    userClaim: row.userClaim,
    matchUsers: row.matchUsers,
    icon: row.icon === null ? null : `/v1/providers/${row.id}/icon`,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function targetOf(row: { id: string; name: string }) {
  return { kind: 'provider', id: row.id, name: row.name };
}
