/**
 * Signing in through a provider (rule 8.5), as RFC 9700 wants it: PKCE, state and nonce of their own for each try, one
 * exact redirect URI, the issuer checked, and whatever is given out good for one use. What a sign-in needs is in the
 * database, so any instance may answer next.
 */
import { timingSafeEqual } from 'node:crypto';
import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  type IDToken,
} from 'openid-client';
import type { AuditTrail } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { hashSecret, newSecret, type SecretBox } from '../core/secret-box.js';
import type { Database, Transaction } from '../db/database.js';
import { addressOf, type Account, type MethodUsed, type SignedIn, type Visit } from '../sessions/index.js';
import type { SignInRealm } from '../sign-in/index.js';
import type { AdministratorMatching } from './administrator-matching.js';
import { newBrowserValue } from './browser-cookie.js';
import type { FlowRow, FlowsStore } from './flows.store.js';
import type { ProviderClients } from './provider-clients.js';
import {
  readAnswer,
  refusalOf,
  SignInRefused,
  type Identity,
  type ProviderAnswer,
  type SignInRefusal,
} from './provider-answer.js';
import { providerNotFound } from './provider-not-found.js';
import type { ProviderSessions } from './provider-sessions.js';
import { callbackPath, targetOf } from './provider-representation.js';
import type { ExchangeRequest } from './provider-sign-in.schema.js';
import type { ProviderRow, ProvidersStore } from './providers.store.js';
import type { ReturnAddresses } from './return-addresses.js';
import type { SignInCodes } from './sign-in-codes.js';
import type { SubjectMatching } from './subject-matching.js';
import { claimOfUserInfo } from './user-info.js';

/** How long somebody may be away at the provider. */
const flowLastsMs = 10 * 60_000;

/** What signing in needs of sessions. */
export interface SessionDoor {
  /** Throws unless people may sign in by that method from that address at present (rules 7.3, 7.4 and 8.8). */
  pass(address: string | null, used: MethodUsed): Promise<unknown>;
}

export interface SessionOpener {
  openSession(actor: Actor, account: Account, visit: Visit): Promise<SignedIn>;
}

export interface SignInParts {
  db: Database;
  providers: ProvidersStore;
  flows: FlowsStore;
  clients: ProviderClients;
  codes: SignInCodes;
  matching: SubjectMatching;
  administrators: AdministratorMatching;
  door: SessionDoor;
  sessions: SessionOpener;
  audit: AuditTrail;
  secrets: SecretBox;
  publicUrl: string;
  addresses: ReturnAddresses;
  atProviders: ProviderSessions;
  clock: Clock;
}

export interface StartRequest {
  provider: string;
  returnTo: string;
  /** As what they sign in. */
  realm: SignInRealm;
  codeChallenge: string | undefined;
  /** What the cookie of the browser says. */
  browser: string | null;
}

export class ProviderSignInService {
  constructor(private readonly parts: SignInParts) {}

  /**
   * Where the browser goes first, and what its cookie is to say. Throws `return-not-allowed` and `provider-not-found`;
   * every other refusal goes back to the frontend.
   */
  async start(actor: Actor, request: StartRequest): Promise<{ location: string; browser: string }> {
    const { returnTo } = request;
    this.parts.addresses.require(returnTo);
    const browser = request.browser ?? newBrowserValue();
    const row = isUuid(request.provider) ? await this.parts.providers.read({ id: request.provider }) : null;
    if (row === null || row.clientId === null) throw providerNotFound(request.provider);
    try {
      await this.pass(actor, row);
      return { location: await this.begin(actor, row, request, browser), browser };
    } catch (error) {
      return { location: returnWith(returnTo, { error: refusalOf(error).error }), browser };
    }
  }

  /** Where the browser goes after the provider. Throws `sign-in-not-under-way`; every other refusal goes back. */
  async finish(actor: Actor, answer: ProviderAnswer, browser: string | null): Promise<string> {
    const flow = await this.take(answer.state);
    try {
      const code = await this.codeFor(actor, flow, answer, browser);
      return returnWith(flow.returnTo, { code });
    } catch (error) {
      const refusal = refusalOf(error);
      await this.recordRefusal(actor, flow, refusal);
      return returnWith(flow.returnTo, { error: refusal.error });
    }
  }

  /** Tokens for a code, as for a password. Throws `sign-in-code-refused`, and what keeps somebody from signing in. */
  async exchange(actor: Actor, request: ExchangeRequest): Promise<SignedIn> {
    const clientIp = addressOf(actor, request.clientIp);
    const { codes, atProviders } = this.parts;
    const code = await codes.redeem(request.code, request.codeVerifier);
    const { providerId, account, identity } = code;
    const visit: Visit = {
      method: 'provider',
      providerId,
      application: request.application,
      device: request.device ?? null,
      platform: request.platform ?? null,
      // Where the person was seen: a frontend's own server may be somewhere else.
      address: request.clientIp === undefined ? code.address : clientIp,
      automaticSignIn: request.automaticSignIn ?? false,
      rights: request.rights,
      ...(identity === null
        ? {}
        : {
            keep: (connection, sessionId) => atProviders.keep(connection, sessionId, providerId, identity),
          }),
    };
    await this.requireUnlocked(account, visit.address);
    return this.parts.sessions.openSession(actor, account, visit);
  }

  /** Of users the opening of a session asks by itself. */
  private async requireUnlocked({ kind, id }: Account, address: string | null): Promise<void> {
    const { db, administrators } = this.parts;
    if (kind !== 'administrator' || !(await administrators.isLocked(db.prisma, id, address))) return;
    throw new DomainError('sign-in-refused', 'The account cannot be used at present.');
  }

  private async pass(actor: Actor, { id }: ProviderRow): Promise<void> {
    await this.parts.door.pass(actor.address, { method: 'provider', providerId: id });
  }

  private async begin(
    actor: Actor,
    row: ProviderRow,
    { returnTo, realm, codeChallenge }: StartRequest,
    browser: string,
  ): Promise<string> {
    const { clients, flows, secrets, clock } = this.parts;
    const client = await clients.clientOf(row);
    const [state, nonce, verifier] = [newSecret(''), randomNonce(), randomPKCECodeVerifier()];
    const stateHash = hashSecret(state);
    const flow: FlowRow = {
      stateHash,
      providerId: row.id,
      realm,
      nonce,
      codeVerifier: new Uint8Array(secrets.seal(verifier, placeOf(stateHash))),
      browserHash: hashSecret(browser),
      returnTo,
      codeChallenge: codeChallenge ?? null,
      address: actor.address,
      expiresAt: new Date(clock.now() + flowLastsMs),
    };
    await flows.create(flow, new Date(clock.now()));
    const url = buildAuthorizationUrl(client, {
      redirect_uri: this.redirectUri,
      scope: row.scopes.join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return url.href;
  }

  private async take(state: string): Promise<FlowRow> {
    const now = new Date(this.parts.clock.now());
    const flow = await this.parts.flows.take(hashSecret(state), now);
    if (flow !== null) return flow;
    throw new DomainError(
      'sign-in-not-under-way',
      'No sign-in is under way with this state, or none any more.',
    );
  }

  private async codeFor(
    actor: Actor,
    flow: FlowRow,
    answer: ProviderAnswer,
    browser: string | null,
  ): Promise<string> {
    requireBrowser(flow, browser);
    const row = await this.parts.providers.read({ id: flow.providerId });
    if (row === null) throw providerNotFound(flow.providerId);
    await this.pass(actor, row);
    const identity = await this.identityOf(row, flow, answer);
    return this.parts.db.transaction(async (tx) => {
      const account = await this.admit(tx, actor, row, flow, identity.claims);
      return this.parts.codes.issue(tx, flow, { account, identity, address: actor.address });
    });
  }

  private async admit(
    tx: Transaction,
    actor: Actor,
    row: ProviderRow,
    { realm }: FlowRow,
    claims: IDToken,
  ): Promise<Account> {
    const { matching, administrators } = this.parts;
    if (realm === 'users') return { kind: 'user', id: (await matching.admit(tx, actor, row, claims)).id };
    return { kind: 'administrator', id: await administrators.admit(tx, row, claims, actor.address) };
  }

  /** What the ID token says, and what identifies the user where that is said by UserInfo only (rule 8.2). */
  private async identityOf(row: ProviderRow, flow: FlowRow, answer: ProviderAnswer): Promise<Identity> {
    const client = await this.parts.clients.clientOf(row);
    const identity = await readAnswer(client, this.redirectUri, answer, {
      nonce: flow.nonce,
      verifier: this.parts.secrets.open(flow.codeVerifier, placeOf(flow.stateHash)),
    });
    const { claims } = identity;
    if (flow.realm !== 'users' || !(await this.parts.matching.needsMore(row, claims))) return identity;
    const claim = row.userClaim ?? '';
    const found = { [claim]: await claimOfUserInfo(client, identity, claim) };
    return { ...identity, claims: { ...found, ...claims } as IDToken };
  }

  private get redirectUri(): string {
    return `${this.parts.publicUrl}${callbackPath}`;
  }

  private async recordRefusal(actor: Actor, flow: FlowRow, refusal: SignInRefusal): Promise<void> {
    const row = await this.parts.providers.read({ id: flow.providerId });
    if (row === null) return;
    const change = { target: targetOf(row), after: { ...refusal, realm: flow.realm } };
    await this.parts.db.transaction((tx) =>
      this.parts.audit.record(tx, actor, { action: 'provider.sign-in-refused', ...change }),
    );
  }
}

/** Where a verifier is sealed: in this flow, and no other. */
function placeOf(stateHash: Uint8Array): string {
  return `sign_in_flows/${Buffer.from(stateHash).toString('hex')}`;
}

/**
 * The browser that comes back is the one that left, or somebody was talked into finishing another's sign-in. One without
 * any cookie may be that of an app which asked where to go by itself; then the app proves by its verifier that it is the
 * one that began.
 */
function requireBrowser({ browserHash, codeChallenge }: FlowRow, browser: string | null): void {
  const isSame = browser !== null && timingSafeEqual(hashSecret(browser), browserHash);
  if (isSame || (browser === null && codeChallenge !== null)) return;
  throw new SignInRefused('browser-changed');
}

function returnWith(returnTo: string, parameters: Record<string, string>): string {
  const url = new URL(returnTo);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
