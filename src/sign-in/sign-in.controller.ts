import {
  Body,
  Controller,
  Get,
  NoSecurity,
  OperationId,
  Post,
  Query,
  Route,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { SignedIn } from '../sessions/index.js';
import type { MethodOffers } from './methods.schema.js';
import type { MethodsService } from './methods.service.js';
import type { PasswordSignInService } from './password-sign-in.service.js';
import type { PasswordSignInRequest } from './sign-in.schema.js';

@Route('v1/auth')
@Tags('Sign-in')
export class SignInController extends Controller {
  constructor(
    private readonly passwords: PasswordSignInService,
    private readonly methods: MethodsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Every way to sign in, and whether it can be used from where the client is: its zone, what is configured and switched on
   * (rule 8.4). A backend that asks for somebody names their address as `ip`, and sends its own credentials.
   * @summary Ask how to sign in
   * @param ip Where the person is; otherwise it is where the request comes from.
   * @maxLength ip 100
   */
  @Get('methods')
  @OperationId('listSignInMethods')
  @NoSecurity()
  async listSignInMethods(@Query() ip?: string): Promise<MethodOffers> {
    return this.methods.offers(this.actor, ip);
  }

  /**
   * Signs in with a password, and gives an access token and a refresh token. With a wrong password every account answers
   * the same as a login that nobody has, whether it is deactivated, locked or neither. Wrong passwords are counted and
   * lock for a while (rule 9.2); while more are being tried than are left, others wait briefly and then get 429, which
   * counts for nothing.
   * @summary Sign in with a password
   */
  @Post('sign-in')
  @OperationId('signIn')
  @NoSecurity()
  @SuccessResponse(200, 'Signed in')
  async signIn(@Body() body: PasswordSignInRequest): Promise<SignedIn> {
    return this.passwords.signIn(this.actor, body);
  }
}
