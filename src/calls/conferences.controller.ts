import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
  Path,
  Put,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type {
  Conference,
  ConferenceKind,
  ConferenceReplacement,
  ConferenceSessionList,
  UserConferenceList,
} from './conferences.schema.js';
import type { ConferencesService } from './conferences.service.js';

@Route('v1')
@Tags('Conferencing servers')
export class ConferencesController extends Controller {
  constructor(
    private readonly conferences: ConferencesService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * A conference or virtual room with those who are invited.
   * @summary Read a conference
   * @param conference Its ID, as in `\c\id`.
   */
  @Get('conferences/{conference}')
  @OperationId('getConference')
  @Security('oauth2', ['calls:read'])
  async getConference(@Path() conference: string): Promise<Conference> {
    return this.conferences.get(this.actor, conference);
  }

  /**
   * Creates a conference or virtual room under its ID, or replaces what is said of it. What is left out is empty from now
   * on; its sessions stay.
   * @summary Create or replace a conference
   * @param conference Its ID, as in `\c\id`: up to 128 characters without spaces, `@` and `\`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put('conferences/{conference}')
  @OperationId('replaceConference')
  @Security('oauth2', ['calls:write'])
  async replaceConference(
    @Path() conference: string,
    @Body() body: ConferenceReplacement,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Conference> {
    const answer = await this.conferences.replace(this.actor, conference, body, ifMatch);
    this.setStatus(answer.isNew ? 201 : 200);
    return answer.conference;
  }

  /**
   * Deletes a conference. The calls that were sessions of it stay in the histories of their participants, as reported.
   * @summary Delete a conference
   * @param conference Its ID, as in `\c\id`.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('conferences/{conference}')
  @OperationId('deleteConference')
  @Security('oauth2', ['calls:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteConference(@Path() conference: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.conferences.delete(this.actor, conference, ifMatch);
  }

  /**
   * The sessions of a conference, newest first: a recurring one and a virtual room have several.
   * @summary List the sessions of a conference
   * @param conference Its ID, as in `\c\id`.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all.
   */
  @Get('conferences/{conference}/sessions')
  @OperationId('listConferenceSessions')
  @Security('oauth2', ['calls:read'])
  async listConferenceSessions(
    @Path() conference: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<ConferenceSessionList> {
    return this.conferences.sessions(this.actor, conference, { limit, cursor, total });
  }

  /**
   * The conferences and virtual rooms that a user owns, is invited to or took part in, in the order of their names, each
   * with its latest sessions (rule 2.10).
   * @summary List a user's conferences
   * @param user A UUID, a login, or a call ID of this server.
   * @param kind Only conferences of this kind.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get('users/{user}/conferences')
  @OperationId('listUserConferences')
  @Security('oauth2', ['calls:read'])
  async listUserConferences(
    @Path() user: string,
    @Query() kind?: ConferenceKind,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<UserConferenceList> {
    return this.conferences.ofUser(this.actor, user, { kind, limit, cursor, total });
  }
}
