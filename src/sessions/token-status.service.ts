/** What there is to say of a token, and taking it back: RFC 7662 and RFC 7009 over sessions, and OpenID Connect's UserInfo. */
import { timingSafeEqual } from 'node:crypto';
import { requirePerson, type Actor, type Caller } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import type { Database } from '../db/database.js';
import {
  bearerTokenOf,
  nobodyIfEnded,
  OAuthError,
  type ClientForm,
  type VerifiedToken,
} from '../tokens/index.js';
import { hashesOf } from './refresh-token.js';
import { isLasting } from './session-callers.js';
import type { SessionEnding } from './session-ending.js';
import { accountOf, loginOf, scopesOf } from './session-holder.js';
import type { Profiles } from './session-opening.js';
import type {
  Introspection,
  IntrospectionRequest,
  RevocationRequest,
  UserInfo,
} from './session-tokens.schema.js';
import type { SignedIn } from './sessions.schema.js';
import type { SessionRow, SessionsStore } from './sessions.store.js';

/** What is needed of access tokens here. */
export interface AccessTokenReader {
  /** Whom the token stands for; null for one that is no good. May throw `session-ended`. */
  verify(token: string): Promise<VerifiedToken | null>;
  /** Throws `invalid_client`. */
  requireClient(authorization: string | undefined, body: ClientForm): Promise<Caller>;
}

/** What is needed of bearer tokens in general. */
export interface BearerReader {
  verify(token: string): Promise<Caller | null>;
}

const inactive: Introspection = { active: false };

export class TokenStatusService {
  constructor(
    private readonly db: Database,
    private readonly store: SessionsStore,
    private readonly ending: SessionEnding,
    private readonly accessTokens: AccessTokenReader,
    private readonly bearers: BearerReader,
    private readonly profiles: Profiles,
    private readonly issuer: string,
    private readonly clock: Clock,
  ) {}

  /** RFC 7662 §2.1: only a program or an administrator who says who they are may ask. */
  async introspect(authorization: string | undefined, request: IntrospectionRequest): Promise<Introspection> {
    await this.requireAsker(authorization, request);
    const token = requireToken(request);
    return (await this.ofRefreshToken(token)) ?? (await this.ofAccessToken(token)) ?? inactive;
  }

  /**
   * RFC 7009: whoever has the token may take it back; a token that is no good is none already. The session ends, and
   * with it every token of it.
   */
  async revoke(actor: Actor, request: RevocationRequest): Promise<void> {
    const token = requireToken(request);
    const session = await this.sessionOf(token);
    if (session === null) return;
    await this.db.transaction((tx) => this.ending.endOne(tx, actor, session, 'revoked'));
  }

  /** Who the caller is (OpenID Connect Core §5.3). */
  async userInfo(actor: Actor): Promise<UserInfo> {
    return claimsOf(await this.profiles.profileOf(requirePerson(actor)));
  }

  private async requireAsker(authorization: string | undefined, form: ClientForm): Promise<void> {
    const bearer = bearerTokenOf(authorization);
    if (bearer === null) {
      await this.accessTokens.requireClient(authorization, form);
      return;
    }
    const caller = await this.bearers.verify(bearer).catch(nobodyIfEnded);
    if (caller === null || caller.kind === 'user') {
      throw new OAuthError('invalid_client', 'Only programs and administrators may ask about tokens.');
    }
  }

  /** The session that a token of either kind belongs to, or null for a token that is no good. */
  private async sessionOf(token: string): Promise<string | null> {
    const row = await this.rowOfRefreshToken(token);
    if (row !== null) return row.id;
    const verified = await this.verified(token);
    if (verified?.caller.kind === 'service-account') {
      throw new OAuthError('unsupported_token_type', 'Access tokens of service accounts end by themselves.');
    }
    return verified?.caller.sessionId ?? null;
  }

  private async rowOfRefreshToken(token: string): Promise<SessionRow | null> {
    const hashes = hashesOf(token);
    const row = hashes === null ? null : await this.store.findByFamily(hashes.familyHash);
    return row !== null && timingSafeEqual(hashes!.refreshHash, row.refreshHash!) ? row : null;
  }

  private async ofRefreshToken(token: string): Promise<Introspection | null> {
    const row = await this.rowOfRefreshToken(token);
    if (row === null || !row.automaticSignIn || !isLasting(row, this.clock.now())) return null;
    const { issuer: iss } = this;
    const scope = scopesOf(row).join(' ');
    const exp = Math.floor(row.expiresAt.getTime() / 1000);
    return { active: true, scope, username: loginOf(row), exp, sub: accountOf(row).id, iss, sid: row.id };
  }

  private async ofAccessToken(token: string): Promise<Introspection | null> {
    const verified = await this.verified(token);
    if (verified?.claims === undefined) return null;
    const { sub, exp, iat, jti, sid, client_id, effective_rights } = verified.claims;
    const { issuer } = this;
    const scope = [...verified.caller.scopes].join(' ');
    const whose = { scope, client_id: String(client_id), username: verified.caller.name };
    const session = sid === undefined ? {} : { sid };
    const rights = effective_rights === undefined ? {} : { effective_rights };
    const own = { token_type: 'Bearer', exp, iat, sub, aud: issuer, iss: issuer, jti };
    return { active: true, ...whose, ...own, ...session, ...rights };
  }

  private async verified(token: string): Promise<VerifiedToken | null> {
    return this.accessTokens.verify(token).catch(nobodyIfEnded);
  }
}

function requireToken({ token }: { token?: string }): string {
  if (token === undefined) throw new OAuthError('invalid_request', 'token is missing.');
  return token;
}

function claimsOf({ user, administrator }: Pick<SignedIn, 'user' | 'administrator'>): UserInfo {
  if (user === undefined) {
    const { id, login, displayName } = administrator!;
    return { sub: id, preferred_username: login, name: displayName };
  }
  return {
    sub: user.id,
    preferred_username: user.login,
    name: user.displayName,
    given_name: user.firstName ?? undefined,
    middle_name: user.middleName ?? undefined,
    family_name: user.lastName ?? undefined,
    email: user.email ?? undefined,
    updated_at: Math.floor(Date.parse(user.updatedAt) / 1000),
  };
}
