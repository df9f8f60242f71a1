import {
  Body,
  Controller,
  NoSecurity,
  OperationId,
  Post,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { SessionEnding } from './session-ending.js';
import type { SessionRefresh } from './session-refresh.js';
import type { RefreshedSession, RefreshRequest } from './sessions.schema.js';

@Route('v1/auth')
@Tags('Sign-in')
export class AuthController extends Controller {
  constructor(
    private readonly refreshing: SessionRefresh,
    private readonly ending: SessionEnding,
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
   * Ends the session of the access token: every instance refuses its tokens from now on.
   * @summary Sign out
   */
  @Post('sign-out')
  @OperationId('signOut')
  @Security('oauth2', ['me'])
  @SuccessResponse(204, 'Signed out')
  async signOut(): Promise<void> {
    await this.ending.signOut(this.actor);
  }
}
