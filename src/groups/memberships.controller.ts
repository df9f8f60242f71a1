import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
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
import type { UserGroups, UserGroupsReplacement } from '../users/index.js';
import type {
  GroupMemberList,
  MemberRemovals,
  MemberResults,
  MembersToRemove,
  NewMembers,
} from './groups.schema.js';
import type { MembershipsService } from './memberships.service.js';

@Route('v1')
@Tags('Groups')
export class MembershipsController extends Controller {
  constructor(
    private readonly memberships: MembershipsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The members of a group, in the order of their logins. Those of `ungrouped` are the users in no other group (rule 3.1).
   * @summary List members
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all members.
   */
  @Get('groups/{group}/members')
  @OperationId('listMembers')
  @Security('oauth2', ['groups:read'])
  async listMembers(
    @Path() group: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<GroupMemberList> {
    return this.memberships.list(this.actor, group, { limit, cursor, total });
  }

  /**
   * Puts users into a group; says of each what became of it, in the order asked.
   * @summary Add members
   * @param group A UUID.
   */
  @Post('groups/{group}/members')
  @OperationId('addMembers')
  @Security('oauth2', ['groups:write'])
  async addMembers(@Path() group: string, @Body() body: NewMembers): Promise<MemberResults> {
    return { items: await this.memberships.add(this.actor, group, body.users) };
  }

  /**
   * Takes up to 1,000 users out of a group; says of each what became of it, in the order asked. The accounts stay.
   * @summary Remove many members
   * @param group A UUID.
   */
  @Post('groups/{group}/members/delete')
  @OperationId('removeMembers')
  @Security('oauth2', ['groups:write'])
  async removeMembers(@Path() group: string, @Body() body: MembersToRemove): Promise<MemberRemovals> {
    return { items: await this.memberships.removeMany(this.actor, group, body.users) };
  }

  /**
   * Takes a user out of a group; the account stays.
   * @summary Remove a member
   * @param group A UUID.
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Delete('groups/{group}/members/{user}')
  @OperationId('removeMember')
  @Security('oauth2', ['groups:write'])
  @SuccessResponse(204, 'Removed')
  async removeMember(@Path() group: string, @Path() user: string): Promise<void> {
    await this.memberships.remove(this.actor, group, user);
  }

  /**
   * The groups that a user was put into; empty for a user without group.
   * @summary Read a user's groups
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Get('users/{user}/groups')
  @OperationId('getUserGroups')
  @Security('oauth2', ['users:read'])
  async getUserGroups(@Path() user: string): Promise<UserGroups> {
    return this.memberships.groupsOf(this.actor, user);
  }

  /**
   * Makes these the groups of the user, and no others.
   * @summary Replace a user's groups
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put('users/{user}/groups')
  @OperationId('replaceUserGroups')
  @Security('oauth2', ['users:write'])
  async replaceUserGroups(
    @Path() user: string,
    @Body() body: UserGroupsReplacement,
    @Header('If-Match') ifMatch?: string,
  ): Promise<UserGroups> {
    return this.memberships.replaceGroupsOf(this.actor, user, body.groups, ifMatch);
  }
}
