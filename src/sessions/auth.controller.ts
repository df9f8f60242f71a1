import {
  Body,
  Controller,
  NoSecurity,
  OperationId,
  Post,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { SessionRefresh } from './session-refresh.js';
import type { RefreshedSession, RefreshRequest, SignedOut } from './sessions.schema.js';
import type { SignOutService } from './sign-out.service.js';

@Route('v1/auth')
@Tags('Sign-in')
export class AuthController extends Controller {
  constructor(
    private readonly refreshing: SessionRefresh,
    private readonly leaving: SignOutService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * New tokens for a refresh token, which is used up by that. One that is used twice ends its session. A backend that
   * refreshes for somebody names their address as `clientIp`, and sends its own credentials.
   * @summary Refresh a session
   */
  @Post('refresh')
  @OperationId('refreshSession')
  @NoSecurity()
  @SuccessResponse(200, 'New tokens')
  async refreshSession(@Body() body: RefreshRequest): Promise<RefreshedSession> {
    return this.refreshing.refresh(this.actor, body);
  }

  /**
   * Ends the session of the access token: every instance refuses its tokens from now on. Where the session began at a
   * provider that can be signed out of, the answer says where to send the browser for that (OpenID Connect RP-Initiated
   * Logout 1.0); otherwise there is nothing left to do (204). From the provider the browser comes back to `returnTo`, which
   * has to be known there and is one of the addresses that the configuration names, to the letter.
   * @summary Sign out
   * @param returnTo Where the browser goes from the provider.
   * @param state What it brings along to `returnTo`.
   * @maxLength returnTo 2000
   * @maxLength state 500
   */
  @Post('sign-out')
  @OperationId('signOut')
  @Security('oauth2', ['me'])
  async signOut(@Query() returnTo?: string, @Query() state?: string): Promise<SignedOut | null> {
    return this.leaving.signOut(this.actor, { returnTo, state });
  }
}
