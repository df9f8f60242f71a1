import {
  Body,
  Consumes,
  Controller,
  Get,
  Header,
  NoSecurity,
  OperationId,
  Post,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type {
  Introspection,
  IntrospectionRequest,
  RevocationRequest,
  UserInfo,
} from './session-tokens.schema.js';
import type { TokenStatusService } from './token-status.service.js';

@Route('')
@Tags('Tokens')
export class TokenStatusController extends Controller {
  constructor(
    private readonly tokens: TokenStatusService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Says whether a token is good, and what it stands for (RFC 7662). The asker proves who it is by the client credentials
   * of a service account, or by a bearer token that is no user's.
   * @summary Ask about a token
   * @param authorization `Basic` client credentials, unless they are in the body, or `Bearer` with an API key or an access token.
   */
  @Post('oauth2/introspect')
  @OperationId('introspectToken')
  @NoSecurity()
  @Consumes('application/x-www-form-urlencoded')
  @SuccessResponse(200, 'What there is to say')
  async introspectToken(
    @Body() body: IntrospectionRequest,
    @Header('Authorization') authorization?: string,
  ): Promise<Introspection> {
    return this.tokens.introspect(authorization, body);
  }

  /**
   * Takes a refresh token, or an access token of a person, back (RFC 7009): its session ends, and every instance refuses
   * its tokens from now on. To have the token is enough. What is no token of ours is no good already, which is a success.
   * @summary Take a token back
   */
  @Post('oauth2/revoke')
  @OperationId('revokeToken')
  @NoSecurity()
  @Consumes('application/x-www-form-urlencoded')
  @SuccessResponse(200, 'It is no good any more')
  async revokeToken(@Body() body: RevocationRequest): Promise<void> {
    await this.tokens.revoke(this.actor, body);
    this.setStatus(200);
  }

  /**
   * Who signed in, in the claims of OpenID Connect.
   * @summary Read who signed in
   */
  @Get('userinfo')
  @OperationId('getUserInfo')
  @Security('oauth2', ['me'])
  async getUserInfo(): Promise<UserInfo> {
    return this.tokens.userInfo(this.actor);
  }
}
