import {
  Body,
  Controller,
  Get,
  Header,
  OperationId,
  Patch,
  Path,
  Route,
  Security,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { PersonalRightsService } from './personal-rights.service.js';
import type { PersonalRights, PersonalRightsPatch } from './users.schema.js';

@Route('v1/users/{user}/rights')
@Tags('Users')
export class PersonalRightsController extends Controller {
  constructor(
    private readonly personalRights: PersonalRightsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * What is granted or denied to this person beside their groups (rule 4.2).
   * @summary Read personal rights
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Get()
  @OperationId('getPersonalRights')
  @Security('oauth2', ['users:read'])
  async getPersonalRights(@Path() user: string): Promise<PersonalRights> {
    return this.personalRights.get(this.actor, user);
  }

  /**
   * Grants, denies, or lets the groups decide again (`inherit`); rights that are not named stay as they are.
   * @summary Change personal rights
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch()
  @OperationId('updatePersonalRights')
  @Security('oauth2', ['users:write'])
  async updatePersonalRights(
    @Path() user: string,
    @Body() body: PersonalRightsPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<PersonalRights> {
    return this.personalRights.update(this.actor, user, body, ifMatch);
  }
}
