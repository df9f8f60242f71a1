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
import type { EndedSessions, Session, SessionList, SessionPatch } from './sessions.schema.js';
import type { SessionsService } from './sessions.service.js';

@Route('v1/users/{user}')
@Tags('Devices')
export class UserSessionsController extends Controller {
  constructor(
    private readonly sessions: SessionsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The sessions of a user, newest first: those that last, and those that have ended and are still kept (rule 2.9).
   * @summary List a user's sessions
   * @param user A UUID, a login, or a call ID of this server.
   * @param active Only those that last, or only those that have ended.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   */
  @Get('sessions')
  @OperationId('listUserSessions')
  @Security('oauth2', ['users:read'])
  async listUserSessions(
    @Path() user: string,
    @Query() active?: boolean,
    @Query() limit?: number,
    @Query() cursor?: string,
  ): Promise<SessionList> {
    return this.sessions.listOfUser(this.actor, user, { active, limit, cursor });
  }

  /**
   * One session of a user.
   * @summary Read a user's session
   * @param user A UUID, a login, or a call ID of this server.
   * @param session The ID of the session.
   */
  @Get('sessions/{session}')
  @OperationId('getUserSession')
  @Security('oauth2', ['users:read'])
  async getUserSession(@Path() user: string, @Path() session: string): Promise<Session> {
    return this.sessions.getOfUser(this.actor, user, session);
  }

  /**
   * Switches automatic sign-in off: the session then ends with its access token, unless it is ended at once. It cannot be
   * switched on again but by signing in.
   * @summary Switch a session's automatic sign-in off
   * @param user A UUID, a login, or a call ID of this server.
   * @param session The ID of the session.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('sessions/{session}')
  @OperationId('updateUserSession')
  @Security('oauth2', ['users:write'])
  async updateUserSession(
    @Path() user: string,
    @Path() session: string,
    @Body() body: SessionPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Session> {
    return this.sessions.updateOfUser(this.actor, user, session, body, ifMatch);
  }

  /**
   * Ends a session: every instance refuses its tokens from now on. It stays in the list, as ended.
   * @summary End a user's session
   * @param user A UUID, a login, or a call ID of this server.
   * @param session The ID of the session.
   * @param ifMatch End it only while the ETag is still this one.
   */
  @Delete('sessions/{session}')
  @OperationId('endUserSession')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Ended')
  async endUserSession(
    @Path() user: string,
    @Path() session: string,
    @Header('If-Match') ifMatch?: string,
  ): Promise<void> {
    await this.sessions.endOfUser(this.actor, user, session, ifMatch);
  }

  /**
   * Ends every session of the user at once, on every instance. The user may sign in again.
   * @summary Disconnect a user
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Post('disconnect')
  @OperationId('disconnectUser')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(200, 'Disconnected')
  async disconnectUser(@Path() user: string): Promise<EndedSessions> {
    return this.sessions.disconnect(this.actor, user);
  }
}
