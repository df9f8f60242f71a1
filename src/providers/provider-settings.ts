/** What the settings of a provider have to be (rules 8.1, 8.2), and what each type has when nothing is given. */
import { DomainError, type FieldError } from '../core/errors.js';
import type { NewProvider, PinnedCertificate, ProviderPatch, ProviderType } from './providers.schema.js';

export type OAuthType = 'adfs' | 'keycloak' | 'custom';

/** Everything that can be set of a provider, but its secret. */
export interface ProviderSettings {
  name: string;
  enabled: boolean;
  clientId: string;
  issuer: string;
  discovery: boolean;
  authorizationUrl: string | null;
  tokenUrl: string | null;
  logoutUrl: string | null;
  jwksUrl: string | null;
  userInfoUrl: string | null;
  scopes: string[];
  verifyTls: boolean;
  userClaim: string;
  matchUsers: boolean;
}

const defaultsByType: Record<OAuthType, Pick<ProviderSettings, 'scopes' | 'userClaim'>> = {
  adfs: { scopes: ['openid', 'profile'], userClaim: 'upn' },
  keycloak: { scopes: ['openid', 'profile'], userClaim: 'preferred_username' },
  custom: { scopes: ['openid'], userClaim: 'sub' },
};

export function isOAuthType(type: ProviderType | 'outlook'): type is OAuthType {
  return Object.hasOwn(defaultsByType, type);
}

/** AD FS, like NTLM, Kerberos and Outlook, signs in people of the directory (rule 8.3). */
export function needsLdapMode(type: ProviderType | 'outlook'): boolean {
  return type === 'adfs' || type === 'ntlm' || type === 'kerberos' || type === 'outlook';
}

/** The settings of a new provider. Throws `invalid-provider` with every fault. */
export function newSettings(type: OAuthType, request: NewProvider): ProviderSettings {
  const { scopes, ...given } = request;
  return checked({
    name: given.name,
    enabled: given.enabled ?? false,
    clientId: given.clientId,
    issuer: given.issuer,
    discovery: given.discovery ?? true,
    authorizationUrl: given.authorizationUrl ?? null,
    tokenUrl: given.tokenUrl ?? null,
    logoutUrl: given.logoutUrl ?? null,
    jwksUrl: given.jwksUrl ?? null,
    userInfoUrl: given.userInfoUrl ?? null,
    scopes: scopes === undefined ? defaultsByType[type].scopes : scopeList(scopes),
    verifyTls: given.verifyTls ?? true,
    userClaim: given.userClaim ?? defaultsByType[type].userClaim,
    matchUsers: given.matchUsers ?? false,
  });
}

/** The settings as the patch wants them: null clears, absent leaves. Throws `invalid-provider` with every fault. */
export function changedSettings(before: ProviderSettings, patch: ProviderPatch): ProviderSettings {
  const { scopes, clientSecret: _secret, ...given } = patch;
  const entries: [string, unknown][] = Object.entries(given);
  const named = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  const list = scopes === undefined ? {} : { scopes: scopeList(scopes) };
  return checked({ ...before, ...(named as Partial<ProviderSettings>), ...list });
}

/** Rule 8.2: scopes as a list, or with commas or spaces between them; each once. */
function scopeList(scopes: string | string[]): string[] {
  const words = [scopes].flat().flatMap((text) => text.split(/[\s,]+/));
  return [...new Set(words.filter((word) => word !== ''))];
}

function checked(settings: ProviderSettings): ProviderSettings {
  const errors = [...urlFaults(settings), ...endpointFaults(settings), ...claimFaults(settings)];
  if (errors.length === 0) return settings;
  throw new DomainError('invalid-provider', errors.map(({ detail }) => detail).join(' '), errors);
}

const urlFields = ['issuer', 'authorizationUrl', 'tokenUrl', 'logoutUrl', 'jwksUrl', 'userInfoUrl'] as const;

function urlFaults(settings: ProviderSettings): FieldError[] {
  return urlFields.flatMap((field) => {
    const text = settings[field];
    if (text === null || isProviderUrl(text, field === 'issuer')) return [];
    const detail = `${field} must be an https URL without fragment and credentials (http on this machine only).`;
    return [{ pointer: `/${field}`, detail }];
  });
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** An issuer has no query either (RFC 8414 §2). Control characters and spaces would be dropped by the URL parser. */
function isProviderUrl(text: string, isIssuer: boolean): boolean {
  // eslint-disable-next-line no-control-regex
  if (!URL.canParse(text) || /[\u0000-\u0020#]/.test(text) || (isIssuer && text.includes('?'))) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && loopbackHosts.includes(hostname));
  return isSafe && username === '' && password === '';
}

function endpointFaults(settings: ProviderSettings): FieldError[] {
  if (settings.discovery) return [];
  return (['authorizationUrl', 'tokenUrl', 'jwksUrl'] as const)
    .filter((field) => settings[field] === null)
    .map((field) => ({ pointer: `/${field}`, detail: `${field} is needed without discovery.` }));
}

/** RFC 6749 §3.3. */
const scopeToken = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

function claimFaults({ scopes, userClaim, matchUsers }: ProviderSettings): FieldError[] {
  const errors: FieldError[] = [];
  if (!scopes.includes('openid') || scopes.length > 50 || !scopes.every((scope) => scopeToken.test(scope))) {
    errors.push({
      pointer: '/scopes',
      detail: 'scopes are at most 50 words of RFC 6749, openid among them.',
    });
  }
  // Rule 8.5: an address is no identity, whoever says that it is verified.
  if (matchUsers && userClaim.toLowerCase().includes('email')) {
    errors.push({ pointer: '/matchUsers', detail: 'Nobody is matched by an email address.' });
  }
  return errors;
}

/** Where a secret is sent, and how safely: another one, and it must be typed again. */
export function secretTargetOf(
  settings: Pick<ProviderSettings, 'issuer' | 'discovery' | 'tokenUrl' | 'verifyTls'>,
  pins: readonly PinnedCertificate[],
): string {
  const { issuer, discovery, tokenUrl, verifyTls } = settings;
  return JSON.stringify([
    issuer,
    discovery,
    tokenUrl,
    verifyTls,
    pins.map((pin) => [pin.origin, pin.fingerprint]),
  ]);
}
