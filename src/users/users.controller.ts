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
import type { NewUser, User, UserList, UserPatch, UserSort, UserSource, UserStatus } from './users.schema.js';
import type { UsersService } from './users.service.js';

@Route('v1/users')
@Tags('Users')
export class UsersController extends Controller {
  constructor(
    private readonly users: UsersService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Users, in the order of their logins unless told otherwise.
   * @summary List and search users
   * @param q Part of the login, display name, first or last name, or email, whatever its case and accents; fewer than three characters match the beginning (rule 2.6).
   * @param group Only members of this group: a UUID, or `ungrouped`.
   * @pattern group ^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|ungrouped)$
   * @param status Only users of this status.
   * @param active Only active or only deactivated users.
   * @param source Only users from here.
   * @param sort What to sort by.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listUsers')
  @Security('oauth2', ['users:read'])
  async listUsers(
    @Query() q?: string,
    @Query() group?: string,
    @Query() status?: UserStatus,
    @Query() active?: boolean,
    @Query() source?: UserSource,
    @Query() sort?: UserSort,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<UserList> {
    return this.users.list(this.actor, { q, group, status, active, source, sort, limit, cursor, total });
  }

  /**
   * Creates a user. The login is set for good; the display name defaults to it.
   * @summary Create a user
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post()
  @OperationId('createUser')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(201, 'Created')
  async createUser(@Body() body: NewUser, @Header('Idempotency-Key') idempotencyKey?: string): Promise<User> {
    const user = await this.users.create(this.actor, body, idempotencyKey);
    this.setStatus(201);
    this.setHeader('Location', `/v1/users/${user.id}`);
    return user;
  }

  /**
   * One user, by UUID, login, or call ID of this server.
   * @summary Read a user
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Get('{user}')
  @OperationId('getUser')
  @Security('oauth2', ['users:read'])
  async getUser(@Path() user: string): Promise<User> {
    return this.users.get(this.actor, user);
  }

  /**
   * Changes the fields that the body names: absent means unchanged, null means cleared (RFC 7396).
   * @summary Change a user
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{user}')
  @OperationId('updateUser')
  @Security('oauth2', ['users:write'])
  async updateUser(
    @Path() user: string,
    @Body() body: UserPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<User> {
    return this.users.update(this.actor, user, body, ifMatch);
  }

  /**
   * Deletes the user with everything that is theirs; the audit log stays (rule 2.14).
   * @summary Delete a user
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('{user}')
  @OperationId('deleteUser')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteUser(@Path() user: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.users.delete(this.actor, user, ifMatch);
  }
}
