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
  Tags,
} from '@tsoa/runtime';
import { allScopes } from '../core/scopes.js';
import type { AccessTokensService } from './access-tokens.service.js';
import { keySetSeconds } from './lifetimes.js';
import type { SigningKeysService } from './signing-keys.service.js';
import type {
  AuthorizationServerMetadata,
  JsonWebKeySet,
  TokenRequest,
  TokenResponse,
} from './tokens.schema.js';

@Route('')
@Tags('Tokens')
@NoSecurity()
export class OAuthController extends Controller {
  constructor(
    private readonly tokens: AccessTokensService,
    private readonly keys: SigningKeysService,
    private readonly issuer: string,
  ) {
    super();
  }

  /**
   * Exchanges the client credentials of a service account for an access token (RFC 6749 §4.4).
   * @summary Get an access token
   * @param authorization `Basic` client credentials, unless they are in the body.
   */
  @Post('oauth2/token')
  @OperationId('issueToken')
  @Consumes('application/x-www-form-urlencoded')
  async issueToken(
    @Body() body: TokenRequest,
    @Header('Authorization') authorization?: string,
  ): Promise<TokenResponse> {
    return this.tokens.issue(authorization, body);
  }

  /**
   * The keys that access tokens are signed with (RFC 7517). They may be kept for four minutes.
   * @summary Read the key set
   */
  @Get('.well-known/jwks.json')
  @OperationId('getKeySet')
  async getKeySet(): Promise<JsonWebKeySet> {
    this.setHeader('Cache-Control', `public, max-age=${keySetSeconds}`);
    return this.keys.keySet();
  }

  /**
   * Where the endpoints of OAuth 2.0 are and what they can do (RFC 8414).
   * @summary Read the authorization server's metadata
   */
  @Get('.well-known/oauth-authorization-server')
  @OperationId('getAuthorizationServerMetadata')
  async getAuthorizationServerMetadata(): Promise<AuthorizationServerMetadata> {
    return {
      issuer: this.issuer,
      token_endpoint: `${this.issuer}/oauth2/token`,
      introspection_endpoint: `${this.issuer}/oauth2/introspect`,
      revocation_endpoint: `${this.issuer}/oauth2/revoke`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      scopes_supported: allScopes,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['none'],
    };
  }
}
