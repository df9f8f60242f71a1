import {
  Body,
  Controller,
  Get,
  Header,
  OperationId,
  Patch,
  Path,
  Put,
  Route,
  Security,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { GroupRightsService } from './group-rights.service.js';
import type { GroupApplicationSettings, GroupRights, GroupRightsPatch } from './groups.schema.js';

@Route('v1/groups/{group}')
@Tags('Groups')
export class GroupRightsController extends Controller {
  constructor(
    private readonly groupRights: GroupRightsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * What the group grants, and what it may be granted (rule 4.6).
   * @summary Read a group's rights
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   */
  @Get('rights')
  @OperationId('getGroupRights')
  @Security('oauth2', ['groups:read'])
  async getGroupRights(@Path() group: string): Promise<GroupRights> {
    return this.groupRights.get(this.actor, group);
  }

  /**
   * Grants rights or takes them away; rights that are not named stay as they are.
   * @summary Change a group's rights
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('rights')
  @OperationId('updateGroupRights')
  @Security('oauth2', ['groups:write'])
  async updateGroupRights(
    @Path() group: string,
    @Body() body: GroupRightsPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<GroupRights> {
    return this.groupRights.update(this.actor, group, body, ifMatch);
  }

  /**
   * The bitrate limits that the group sets for its members (rule 2.11).
   * @summary Read a group's application settings
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   */
  @Get('application-settings')
  @OperationId('getGroupApplicationSettings')
  @Security('oauth2', ['groups:read'])
  async getGroupApplicationSettings(@Path() group: string): Promise<GroupApplicationSettings> {
    return this.groupRights.getApplicationSettings(this.actor, group);
  }

  /**
   * Sets the bitrate limits of the group; null means no limit.
   * @summary Replace a group's application settings
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put('application-settings')
  @OperationId('replaceGroupApplicationSettings')
  @Security('oauth2', ['groups:write'])
  async replaceGroupApplicationSettings(
    @Path() group: string,
    @Body() body: GroupApplicationSettings,
    @Header('If-Match') ifMatch?: string,
  ): Promise<GroupApplicationSettings> {
    return this.groupRights.replaceApplicationSettings(this.actor, group, body, ifMatch);
  }
}
