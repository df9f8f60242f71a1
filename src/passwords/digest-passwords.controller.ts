import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
  Path,
  Put,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { DigestPasswordsService } from './digest-passwords.service.js';
import type { DigestPassword, NewDigestPassword } from './passwords.schema.js';

@Route('v1/users/{user}/digest-password')
@Tags('Users')
export class DigestPasswordsController extends Controller {
  constructor(
    private readonly digestPasswords: DigestPasswordsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The digests (HA1) of the user's digest password, for a registrar of SIP or H.323 endpoints. Whoever has them can sign
   * in as such an endpoint: the scope is one of its own, and each reading is in the audit log. A digest password that was
   * set for another realm or login is as good as none (rule 2.5).
   * @summary Read a user's digests
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Get()
  @OperationId('getDigestPassword')
  @Security('oauth2', ['credentials:read'])
  async getDigestPassword(@Path() user: string): Promise<DigestPassword> {
    return this.digestPasswords.get(this.actor, user);
  }

  /**
   * Sets the password of the user's SIP and H.323 endpoints, which is apart from the one the user signs in with. Only
   * digests are kept, encrypted, for the realm and the login of this moment.
   * @summary Set a user's digest password
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceDigestPassword')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Set')
  async replaceDigestPassword(
    @Path() user: string,
    @Body() body: NewDigestPassword,
    @Header('If-Match') ifMatch?: string,
  ): Promise<void> {
    await this.digestPasswords.replace(this.actor, user, body, ifMatch);
  }

  /**
   * Takes the digest password away: no endpoint can sign in for this user any more.
   * @summary Delete a user's digest password
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete()
  @OperationId('deleteDigestPassword')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteDigestPassword(@Path() user: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.digestPasswords.delete(this.actor, user, ifMatch);
  }
}
