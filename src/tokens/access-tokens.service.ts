/** Owns access tokens: short-lived JWTs of service accounts and of people (RFC 9068), issued and verified here. */
import { timingSafeEqual } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { RightsClaim } from '../access/index.js';
import type { Caller } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import { isUuid, newId } from '../core/ids.js';
import { isScope, type Scope } from '../core/scopes.js';
import { hashSecret } from '../core/secret-box.js';
import { readClientCredentials, type ClientCredentials, type ClientForm } from './client-credentials.js';
import type { CredentialsStore, ServiceAccountRow } from './credentials.store.js';
import { accessTokenSeconds } from './lifetimes.js';
import { OAuthError } from './oauth-error.js';
import { signingAlgorithm, type SigningKeysService } from './signing-keys.service.js';
import type { TokenRequest, TokenResponse } from './tokens.schema.js';

/** RFC 9068 §2.1: keeps other kinds of token from being taken for an access token. */
const tokenType = 'at+jwt';

/** Whom a token stands for, and until when (milliseconds since 1970). */
export interface VerifiedToken {
  caller: Caller;
  expiresAt: number;
  claims?: AccessTokenClaims;
}

/** What access tokens need of the people who signed in. */
export interface SignedInPeople {
  /** The person of the session; null where there is none. Throws `session-ended`. */
  callerOf(sessionId: string): Promise<Caller | null>;
}

/** For whom a token of an ended session is like one that is no good. */
export function nobodyIfEnded(error: unknown): null {
  if (error instanceof DomainError && error.code === 'session-ended') return null;
  throw error;
}

/** The `client_id` of people's tokens (RFC 9068 §2.2): they sign in with this service itself. */
const ownClient = 'foyer';

export class AccessTokensService {
  readonly lifetimeSeconds = accessTokenSeconds;

  constructor(
    private readonly keys: SigningKeysService,
    private readonly credentials: CredentialsStore,
    private readonly people: SignedInPeople,
    private readonly issuer: string,
    private readonly clock: Clock,
  ) {}

  /** Answers a token request (RFC 6749 §4.4). Throws `OAuthError`. */
  async issue(authorization: string | undefined, request: TokenRequest): Promise<TokenResponse> {
    requireGrantType(request.grant_type);
    const account = await this.requireAccount(readClientCredentials(authorization, request));
    const scope = grantedScopes(account, request.scope).join(' ');
    const access_token = await this.sign({ sub: account.id, client_id: account.id, scope });
    return { access_token, token_type: 'Bearer', expires_in: accessTokenSeconds, scope };
  }

  /** Whom the token stands for, or null unless every demand of RFC 9068 §4 is met. */
  async verify(token: string): Promise<VerifiedToken | null> {
    const claims = await this.verifiedClaims(token);
    if (claims === null || !isUuid(claims.sub)) return null;
    const holder = await this.holderOf(claims);
    if (holder === null) return null;
    const scopes = claims.scope.split(' ').filter(isScope);
    const caller = { ...holder, scopes: new Set(scopes.filter((scope) => holder.scopes.has(scope))) };
    return { caller, claims, expiresAt: claims.exp * 1000 };
  }

  /** An access token of a person, which says that of their rights. */
  async signForSession(
    subject: string,
    sessionId: string,
    scopes: readonly string[],
    rights: RightsClaim | null,
  ): Promise<string> {
    const claims = { sub: subject, client_id: ownClient, sid: sessionId, scope: scopes.join(' ') };
    return this.sign(rights === null ? claims : { ...claims, effective_rights: rights });
  }

  /** Whom the claims speak of, with all that they may do now: the person of the session, or the service account. */
  private async holderOf({ sub, sid }: AccessTokenClaims): Promise<Caller | null> {
    if (sid === undefined) return this.serviceAccount(sub);
    const person = isUuid(sid) ? await this.people.callerOf(sid) : null;
    return person?.id === sub ? person : null;
  }

  private async serviceAccount(id: string): Promise<Caller | null> {
    const account = await this.credentials.findServiceAccount(id);
    return account === null ? null : callerOf(account);
  }

  /** The service account of those credentials. Throws `invalid_client`. */
  async requireClient(authorization: string | undefined, body: ClientForm): Promise<Caller> {
    return callerOf(await this.requireAccount(readClientCredentials(authorization, body)));
  }

  private async requireAccount({ clientId, clientSecret }: ClientCredentials): Promise<ServiceAccountRow> {
    const account = isUuid(clientId) ? await this.credentials.findServiceAccount(clientId) : null;
    const given = hashSecret(clientSecret);
    // Compared even for an unknown client, so that the answer takes as long.
    const matches = timingSafeEqual(given, account?.secretHash ?? hashSecret('unknown client'));
    if (account === null || !matches)
      throw new OAuthError('invalid_client', 'The client or its secret is wrong.');
    return account;
  }

  private async sign(claims: JWTPayload & { sub: string }): Promise<string> {
    const { id, privateKey } = await this.keys.current();
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: signingAlgorithm, typ: tokenType, kid: id })
      .setIssuer(this.issuer)
      .setAudience(this.issuer)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(now + accessTokenSeconds)
      .sign(privateKey);
  }

  private async verifiedClaims(token: string): Promise<AccessTokenClaims | null> {
    const kid = keyIdOf(token);
    const key = kid === null ? null : await this.keys.publicKey(kid);
    if (key === null) return null;
    const demands = {
      algorithms: [signingAlgorithm],
      typ: tokenType,
      issuer: this.issuer,
      audience: this.issuer,
      requiredClaims: ['sub', 'iat', 'exp', 'jti', 'scope'],
      maxTokenAge: accessTokenSeconds,
      clockTolerance: 5,
      currentDate: new Date(this.clock.now()),
    };
    return jwtVerify(token, key, demands).then(
      ({ payload }) => (hasTypedClaims(payload) ? payload : null),
      () => null,
    );
  }
}

export interface AccessTokenClaims extends JWTPayload {
  sub: string;
  exp: number;
  scope: string;
  /** The session of a person. */
  sid?: string;
  /** What a user might do when the token was signed. */
  effective_rights?: RightsClaim;
}

function callerOf({ id, name, scopes }: ServiceAccountRow): Caller {
  return { kind: 'service-account', id, name, scopes: new Set(scopes.filter(isScope)) };
}

function hasTypedClaims(payload: JWTPayload): payload is AccessTokenClaims {
  return (
    typeof payload.sub === 'string' &&
    typeof payload.exp === 'number' &&
    typeof payload.scope === 'string' &&
    ['undefined', 'string'].includes(typeof payload['sid'])
  );
}

/**
 * The `kid` of a token, or null unless it is one of ours: nothing is ever fetched to find a key. Ours carry nothing
 * else: whatever came with `jku`, `jwk`, `x5u` or `crit` was made by somebody else.
 */
function keyIdOf(token: string): string | null {
  try {
    const { alg: _alg, typ: _typ, kid, ...others } = decodeProtectedHeader(token);
    const isOurs = typeof kid === 'string' && isUuid(kid) && Object.keys(others).length === 0;
    return isOurs ? kid : null;
  } catch {
    return null;
  }
}

function requireGrantType(grantType: string | undefined): void {
  if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is missing.');
  if (grantType !== 'client_credentials') {
    throw new OAuthError('unsupported_grant_type', 'Only client_credentials is supported.');
  }
}

/** All scopes of the account, or those asked for; more than it has is refused (RFC 6749 §3.3). */
function grantedScopes(account: ServiceAccountRow, asked: string | undefined): Scope[] {
  const held = account.scopes.filter(isScope);
  if (asked === undefined || asked === '') return held;
  const wanted = asked.split(' ').filter((scope) => scope !== '');
  const granted = held.filter((scope) => wanted.includes(scope));
  if (wanted.some((scope) => !account.scopes.includes(scope))) {
    throw new OAuthError('invalid_scope', 'The account does not have every scope asked for.');
  }
  return granted;
}
