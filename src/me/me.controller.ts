import {
  Body,
  Controller,
  Get,
  Header,
  OperationId,
  Patch,
  Put,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import { entityTagOf, type AccessService, type EffectiveRights } from '../access/index.js';
import type { Actor } from '../core/actor.js';
import type { User } from '../users/index.js';
import type { MyNewPassword, MyProfilePatch } from './me.schema.js';
import type { OwnPasswordService } from './own-password.service.js';

/** What is needed of users here. */
export interface OwnProfiles {
  getOwn(actor: Actor): Promise<User>;
  updateOwn(actor: Actor, patch: MyProfilePatch, ifMatch?: string): Promise<User>;
}

@Route('v1/me')
@Tags('Myself')
export class MeController extends Controller {
  constructor(
    private readonly users: OwnProfiles,
    private readonly access: AccessService,
    private readonly passwords: OwnPasswordService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The profile of the user who asks (rule 2.12).
   * @summary Read my profile
   */
  @Get()
  @OperationId('getMyProfile')
  @Security('oauth2', ['me'])
  async getMyProfile(): Promise<User> {
    return this.users.getOwn(this.actor);
  }

  /**
   * Changes what users may change of themselves: the fields that `editableProfileFields` of the settings names.
   * @summary Change my profile
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch()
  @OperationId('updateMyProfile')
  @Security('oauth2', ['me'])
  async updateMyProfile(@Body() body: MyProfilePatch, @Header('If-Match') ifMatch?: string): Promise<User> {
    return this.users.updateOwn(this.actor, body, ifMatch);
  }

  /**
   * Gives the caller another password, which has to meet the password policy. The present one is needed; wrong ones count
   * as they do at sign-in (rule 9.2). The other sessions of the caller end.
   * @summary Change my password
   */
  @Put('password')
  @OperationId('replaceMyPassword')
  @Security('oauth2', ['me'])
  @SuccessResponse(204, 'Set')
  async replaceMyPassword(@Body() body: MyNewPassword): Promise<void> {
    await this.passwords.replace(this.actor, body);
  }

  /**
   * What the user who asks may do from where the request comes from, always the present state.
   * @summary Ask what I may do
   * @param explain Whether the answer says why.
   */
  @Get('effective-rights')
  @OperationId('getMyEffectiveRights')
  @Security('oauth2', ['me'])
  async getMyEffectiveRights(@Query() explain?: boolean): Promise<EffectiveRights> {
    const rights = await this.access.effectiveRightsOfSelf(this.actor, explain);
    this.setHeader('ETag', entityTagOf(rights));
    return rights;
  }
}
