import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
  Patch,
  Path,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { EndedSessions, Session, SessionList, SessionPatch } from './sessions.schema.js';
import type { SessionsService } from './sessions.service.js';

@Route('v1/me/sessions')
@Tags('Myself')
export class MySessionsController extends Controller {
  constructor(
    private readonly sessions: SessionsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The caller's own sessions, newest first; `current` marks the one that asks (rule 2.9).
   * @summary List my sessions
   * @param active Only those that last, or only those that have ended.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   */
  @Get()
  @OperationId('listMySessions')
  @Security('oauth2', ['me'])
  async listMySessions(
    @Query() active?: boolean,
    @Query() limit?: number,
    @Query() cursor?: string,
  ): Promise<SessionList> {
    return this.sessions.listOwn(this.actor, { active, limit, cursor });
  }

  /**
   * Ends all sessions of the caller, the one that asks too.
   * @summary End all my sessions
   */
  @Delete()
  @OperationId('endMySessions')
  @Security('oauth2', ['me'])
  @SuccessResponse(200, 'Ended')
  async endMySessions(): Promise<EndedSessions> {
    return this.sessions.endAllOwn(this.actor);
  }

  /**
   * One of the caller's own sessions.
   * @summary Read my session
   * @param session The ID of the session.
   */
  @Get('{session}')
  @OperationId('getMySession')
  @Security('oauth2', ['me'])
  async getMySession(@Path() session: string): Promise<Session> {
    return this.sessions.getOwn(this.actor, session);
  }

  /**
   * Switches automatic sign-in off for one of the caller's own sessions; it then ends with its access token.
   * @summary Switch my session's automatic sign-in off
   * @param session The ID of the session.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{session}')
  @OperationId('updateMySession')
  @Security('oauth2', ['me'])
  async updateMySession(
    @Path() session: string,
    @Body() body: SessionPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Session> {
    return this.sessions.updateOwn(this.actor, session, body, ifMatch);
  }

  /**
   * Ends one of the caller's own sessions.
   * @summary End my session
   * @param session The ID of the session.
   * @param ifMatch End it only while the ETag is still this one.
   */
  @Delete('{session}')
  @OperationId('endMySession')
  @Security('oauth2', ['me'])
  @SuccessResponse(204, 'Ended')
  async endMySession(@Path() session: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.sessions.endOwn(this.actor, session, ifMatch);
  }
}
