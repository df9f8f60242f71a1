import {
  Body,
  Controller,
  Delete,
  Get,
  OperationId,
  Path,
  Post,
  Put,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type {
  Administrator,
  AdministratorList,
  NewAdministrator,
  NewAdministratorPassword,
} from './administrators.schema.js';
import type { AdministratorsService } from './administrators.service.js';

@Route('v1/administrators')
@Tags('Callers')
export class AdministratorsController extends Controller {
  constructor(
    private readonly administrators: AdministratorsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Administrators, newest first.
   * @summary List administrators
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   */
  @Get()
  @OperationId('listAdministrators')
  @Security('oauth2', ['admin'])
  async listAdministrators(@Query() limit?: number, @Query() cursor?: string): Promise<AdministratorList> {
    return this.administrators.list(this.actor, { limit, cursor });
  }

  /**
   * Creates the account of an administrator, with every scope or with some of those that the caller holds.
   * @summary Create an administrator
   */
  @Post()
  @OperationId('createAdministrator')
  @Security('oauth2', ['admin'])
  @SuccessResponse(201, 'Created')
  async createAdministrator(@Body() body: NewAdministrator): Promise<Administrator> {
    const administrator = await this.administrators.create(this.actor, body);
    this.setStatus(201);
    return administrator;
  }

  /**
   * Deletes the account; its sessions end at once. The last administrator stays.
   * @summary Delete an administrator
   * @param administrator The ID of the administrator.
   */
  @Delete('{administrator}')
  @OperationId('deleteAdministrator')
  @Security('oauth2', ['admin'])
  @SuccessResponse(204, 'Deleted')
  async deleteAdministrator(@Path() administrator: string): Promise<void> {
    await this.administrators.delete(this.actor, administrator);
  }

  /**
   * Gives the administrator another password, which has to meet the password policy. Their sessions end, but the one that
   * asks.
   * @summary Set an administrator's password
   * @param administrator The ID of the administrator.
   */
  @Put('{administrator}/password')
  @OperationId('replaceAdministratorPassword')
  @Security('oauth2', ['admin'])
  @SuccessResponse(204, 'Set')
  async replaceAdministratorPassword(
    @Path() administrator: string,
    @Body() body: NewAdministratorPassword,
  ): Promise<void> {
    await this.administrators.replacePassword(this.actor, administrator, body);
  }

  /**
   * Lifts the lock that too many wrong passwords have brought about, and forgets them (rule 9.2).
   * @summary Unlock an administrator
   * @param administrator The ID of the administrator.
   */
  @Post('{administrator}/unlock')
  @OperationId('unlockAdministrator')
  @Security('oauth2', ['admin'])
  @SuccessResponse(204, 'Unlocked')
  async unlockAdministrator(@Path() administrator: string): Promise<void> {
    await this.administrators.unlock(this.actor, administrator);
  }
}
