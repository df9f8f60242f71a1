import {
  Body,
  Controller,
  OperationId,
  Path,
  Put,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { NewPassword } from './passwords.schema.js';
import type { PasswordsService } from './passwords.service.js';

@Route('v1/users/{user}/password')
@Tags('Users')
export class PasswordsController extends Controller {
  constructor(
    private readonly passwords: PasswordsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Gives the user another password. It has to meet the password policy; `errors` names each requirement that it does
   * not meet, all at once (rule 2.4). No operation ever answers a password.
   * @summary Set a user's password
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Put()
  @OperationId('replaceUserPassword')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Set')
  async replaceUserPassword(@Path() user: string, @Body() body: NewPassword): Promise<void> {
    await this.passwords.replace(this.actor, user, body);
  }
}
