/** Talking to a provider with openid-client, through the one way out that there is, with the checks it leaves off. */
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ClientAuth,
  type CustomFetchOptions,
  type ServerMetadata,
} from 'openid-client';
import { EgressError, type Egress } from '../egress/index.js';
import type { PinnedCertificate } from './providers.schema.js';
import type { ProviderSettings } from './provider-settings.js';

/** What is needed to talk to a provider. */
export interface ProviderAccount {
  settings: ProviderSettings;
  clientSecret: string | null;
  pins: readonly PinnedCertificate[];
}

/** A provider that says something of itself that it may not. */
export class UnacceptableProvider extends Error {
  constructor(readonly reason: 'issuer-mismatch' | 'bad-answer' | 'no-keys') {
    super(reason);
  }
}

/** Signatures that nobody but the provider can make: `none`, and secrets that it shares with us, are not among them. */
export const signatureAlgorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Finds out about the provider, and holds it to what it was configured to be. */
export async function connectProvider(account: ProviderAccount, egress: Egress): Promise<Configuration> {
  const { settings, clientSecret } = account;
  const metadata = await metadataOf(account, egress);
  // Rule 8.5: to the letter, since that is how ID tokens and links are compared.
  if (metadata.issuer !== settings.issuer) throw new UnacceptableProvider('issuer-mismatch');
  const algorithms = metadata.id_token_signing_alg_values_supported ?? ['RS256'];
  const acceptable = algorithms.filter((algorithm) => signatureAlgorithms.includes(algorithm));
  if (acceptable.length === 0) throw new UnacceptableProvider('no-keys');
  const narrowed = { ...metadata, id_token_signing_alg_values_supported: acceptable };
  const configuration = new Configuration(
    narrowed,
    settings.clientId,
    {},
    authenticationOf(clientSecret, metadata.token_endpoint_auth_methods_supported),
  );
  configuration[customFetch] = fetchThrough(egress, account);
  if (isPlainHttp(settings.issuer)) allowInsecureRequests(configuration);
  // ID tokens come over TLS, and openid-client leaves their signatures to that unless it is told not to.
  enableNonRepudiationChecks(configuration);
  return configuration;
}

async function metadataOf(account: ProviderAccount, egress: Egress): Promise<ServerMetadata> {
  const { settings } = account;
  const found = settings.discovery ? await discovered(account, egress) : { issuer: settings.issuer };
  const { authorizationUrl, tokenUrl, logoutUrl, jwksUrl, userInfoUrl } = settings;
  const metadata = {
    ...found,
    ...(authorizationUrl === null ? {} : { authorization_endpoint: authorizationUrl }),
    ...(tokenUrl === null ? {} : { token_endpoint: tokenUrl }),
    ...(logoutUrl === null ? {} : { end_session_endpoint: logoutUrl }),
    ...(jwksUrl === null ? {} : { jwks_uri: jwksUrl }),
    ...(userInfoUrl === null ? {} : { userinfo_endpoint: userInfoUrl }),
  };
  const { authorization_endpoint: authorization, token_endpoint: token, jwks_uri: keys } = metadata;
  const needed = [authorization, token, keys];
  if (!needed.every((url) => typeof url === 'string' && isAcceptable(url, settings.issuer))) {
    throw new UnacceptableProvider('bad-answer');
  }
  return metadata;
}

async function discovered(account: ProviderAccount, egress: Egress): Promise<ServerMetadata> {
  const { settings } = account;
  const execute = isPlainHttp(settings.issuer) ? [allowInsecureRequests] : [];
  const options = { [customFetch]: fetchThrough(egress, account), execute };
  const configuration = await discovery(
    new URL(settings.issuer),
    settings.clientId,
    undefined,
    None(),
    options,
  );
  return configuration.serverMetadata();
}

/** A provider on https is on https everywhere. */
export function isAcceptable(url: string, issuer: string): boolean {
  if (!URL.canParse(url)) return false;
  return url.startsWith('https:') || (isPlainHttp(issuer) && url.startsWith('http:'));
}

function isPlainHttp(url: string): boolean {
  return url.startsWith('http:');
}

/**
 * In the body where the provider says that it takes it there: in the header, which RFC 6749 §2.3.1 prefers, some forget to
 * decode it.
 */
function authenticationOf(secret: string | null, methods: readonly string[] = []): ClientAuth {
  if (secret === null) return None();
  return methods.includes('client_secret_post') ? ClientSecretPost(secret) : ClientSecretBasic(secret);
}

type Fetch = (url: string, options: CustomFetchOptions) => Promise<Response>;

/** Redirects come back as they are, and openid-client takes them for what they are: not the answer. */
function fetchThrough(egress: Egress, account: ProviderAccount): Fetch {
  return async (text, { method, headers, body }) => {
    const url = new URL(text);
    const content = body === undefined || body === null ? {} : { body: textOf(body) };
    const answer = await egress.send(url, { method, headers, tls: expectationOf(url, account), ...content });
    const { status } = answer;
    // Response takes no body with some statuses, and throws on others; none of them is what was asked for.
    if (status < 200 || status > 599 || [204, 205, 304].includes(status)) throw new EgressError('bad-answer');
    return new Response(new Uint8Array(answer.body), {
      status,
      headers: answer.headers.map(([...pair]) => pair),
    });
  };
}

function textOf(body: NonNullable<CustomFetchOptions['body']>): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only texts are sent to a provider');
}

function expectationOf(url: URL, { settings, pins }: ProviderAccount) {
  if (settings.verifyTls || url.protocol === 'http:') return { kind: 'verified' } as const;
  const pin = pins.find(({ origin }) => origin === url.origin);
  // An origin that was not there when the settings were saved has no pin, and nothing else to be known by.
  if (pin === undefined) throw new EgressError('certificate-changed');
  return { kind: 'pinned', fingerprint: pin.fingerprint } as const;
}
