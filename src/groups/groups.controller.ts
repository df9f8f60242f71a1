import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
  Patch,
  Path,
  Post,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type {
  Group,
  GroupDeletions,
  GroupList,
  GroupPatch,
  GroupsToDelete,
  NewGroup,
} from './groups.schema.js';
import type { GroupsService } from './groups.service.js';

@Route('v1/groups')
@Tags('Groups')
export class GroupsController extends Controller {
  constructor(
    private readonly groups: GroupsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Groups in the order of their names, the three built-in ones among them.
   * @summary List groups
   * @param q Part of the name, whatever its case.
   * @param name The whole name, whatever its case.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listGroups')
  @Security('oauth2', ['groups:read'])
  async listGroups(
    @Query() q?: string,
    @Query() name?: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<GroupList> {
    return this.groups.list(this.actor, { q, name, limit, cursor, total });
  }

  /**
   * Creates a group. Without `rights` it takes the present rights of *Users without group*; with them, what is not named is not granted.
   * @summary Create a group
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post()
  @OperationId('createGroup')
  @Security('oauth2', ['groups:write'])
  @SuccessResponse(201, 'Created')
  async createGroup(
    @Body() body: NewGroup,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<Group> {
    const group = await this.groups.create(this.actor, body, idempotencyKey);
    this.setStatus(201);
    this.setHeader('Location', `/v1/groups/${group.id}`);
    return group;
  }

  /**
   * Deletes several groups; says of each what became of it. Accounts are never deleted with a group (rule 3.2).
   * @summary Delete many groups
   */
  @Post('delete')
  @OperationId('deleteGroups')
  @Security('oauth2', ['groups:write'])
  async deleteGroups(@Body() body: GroupsToDelete): Promise<GroupDeletions> {
    return { items: await this.groups.deleteMany(this.actor, body.groups) };
  }

  /**
   * @summary Read a group
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   */
  @Get('{group}')
  @OperationId('getGroup')
  @Security('oauth2', ['groups:read'])
  async getGroup(@Path() group: string): Promise<Group> {
    return this.groups.get(this.actor, group);
  }

  /**
   * Renames a group; the built-in ones keep their names (rule 3.1).
   * @summary Rename a group
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{group}')
  @OperationId('updateGroup')
  @Security('oauth2', ['groups:write'])
  async updateGroup(
    @Path() group: string,
    @Body() body: GroupPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Group> {
    return this.groups.update(this.actor, group, body, ifMatch);
  }

  /**
   * Deletes a group, never its members' accounts (rule 3.2).
   * @summary Delete a group
   * @param group A UUID.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('{group}')
  @OperationId('deleteGroup')
  @Security('oauth2', ['groups:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteGroup(@Path() group: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.groups.delete(this.actor, group, ifMatch);
  }
}
