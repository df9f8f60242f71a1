import {
  Body,
  Consumes,
  Controller,
  NoSecurity,
  OperationId,
  Path,
  Post,
  Route,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { BackChannelLogoutService } from './back-channel-logout.service.js';
import type { LogoutRequest } from './provider-sign-in.schema.js';

@Route('oauth2/backchannel-logout')
@Tags('Sign-in')
export class BackChannelLogoutController extends Controller {
  constructor(
    private readonly logout: BackChannelLogoutService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Where a provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0): the sessions that
   * began with that session, or that subject, end, on every instance from now on. What it says is a token that it signed
   * for this, which is good once.
   * @summary Take a logout from a provider
   * @param provider The UUID of a provider.
   */
  @Post('{provider}')
  @OperationId('endProviderSessions')
  @NoSecurity()
  @Consumes('application/x-www-form-urlencoded')
  @SuccessResponse(200, 'Signed out')
  async endProviderSessions(@Path() provider: string, @Body() body: LogoutRequest): Promise<void> {
    await this.logout.logOut(this.actor, provider, body.logout_token);
    this.setStatus(200);
  }
}
