import type { Request as ExpressRequest } from 'express';
import {
  Body,
  Controller,
  Get,
  NoSecurity,
  OperationId,
  Path,
  Post,
  Query,
  Request,
  Route,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { SignedIn } from '../sessions/index.js';
import type { SignInRealm } from '../sign-in/index.js';
import type { BrowserCookie } from './browser-cookie.js';
import type { ProviderSignInService } from './provider-sign-in.service.js';
import type { ExchangeRequest } from './provider-sign-in.schema.js';

@Route('v1/auth')
@Tags('Sign-in')
export class ProviderSignInController extends Controller {
  constructor(
    private readonly signIn: ProviderSignInService,
    private readonly cookie: BrowserCookie,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Sends the browser to the provider. It comes back to `returnTo` with `code`, to be exchanged within a minute, or with
   * `error`: `sign-in-unavailable` and `sign-in-method-unavailable` (this zone, or this provider, lets nobody in at present),
   * `account-inactive`, `account-locked`, `account-unknown` (nobody here is linked to the account there), `browser-changed`,
   * `provider-refused` (the provider says no, or the person does) and `provider-failed` (its answer does not hold; the audit
   * log says why). `returnTo` is one of the addresses that the configuration names, to the letter.
   *
   * A frontend that sends `codeChallenge` (RFC 7636, S256) exchanges the code with its verifier: a code that fell into other
   * hands is worth nothing then.
   * @summary Begin to sign in through a provider
   * @param provider The UUID of a provider.
   * @param returnTo Where the browser goes in the end.
   * @param realm As what somebody signs in; `users`, unless given. An administrator needs a link that an administrator made.
   * @param codeChallenge The base64url of the SHA-256 of the frontend's own verifier.
   * @pattern codeChallenge ^[A-Za-z0-9_-]{43}$
   */
  @Get('oidc/{provider}/start')
  @OperationId('startProviderSignIn')
  @NoSecurity()
  @SuccessResponse(303, 'To the provider, or back with an error')
  async startProviderSignIn(
    @Request() request: ExpressRequest,
    @Path() provider: string,
    @Query() returnTo: string,
    @Query() realm: SignInRealm = 'users',
    @Query() codeChallenge?: string,
  ): Promise<void> {
    const browser = this.cookie.read(request.headers.cookie);
    const asked = { provider, returnTo, realm, codeChallenge, browser };
    const start = await this.signIn.start(this.actor, asked);
    this.setHeader('Set-Cookie', this.cookie.write(start.browser));
    this.setHeader('Location', start.location);
    this.setStatus(303);
  }

  /**
   * Where providers send the browser back to: the redirect URI of them all. Parameters that are not known are ignored.
   * @summary Come back from a provider
   * @param state What the browser left with.
   * @param code What the provider gives in exchange for an ID token.
   * @param iss The issuer (RFC 9207).
   * @param error What the provider refused for.
   * @maxLength state 1000
   * @maxLength code 4000
   * @maxLength iss 2000
   * @maxLength error 200
   */
  @Get('oidc/callback')
  @OperationId('finishProviderSignIn')
  @NoSecurity()
  @SuccessResponse(303, 'To `returnTo`, with a code or an error')
  async finishProviderSignIn(
    @Request() request: ExpressRequest,
    @Query() state: string,
    @Query() code?: string,
    @Query() iss?: string,
    @Query() error?: string,
  ): Promise<void> {
    const browser = this.cookie.read(request.headers.cookie);
    const location = await this.signIn.finish(this.actor, { state, code, iss, error }, browser);
    this.setHeader('Location', location);
    this.setStatus(303);
  }

  /**
   * Tokens for the code that came back to `returnTo`, as for a password. A code is good once and for a minute.
   * @summary Exchange a code for tokens
   */
  @Post('exchange')
  @OperationId('exchangeSignInCode')
  @NoSecurity()
  @SuccessResponse(200, 'Signed in')
  async exchangeSignInCode(@Body() body: ExchangeRequest): Promise<SignedIn> {
    return this.signIn.exchange(this.actor, body);
  }
}
