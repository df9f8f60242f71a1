import { Body, Controller, Get, OperationId, Path, Post, Query, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { CallRecordList, CallReport, CallResults, CallType } from './calls.schema.js';
import type { CallsService } from './calls.service.js';

@Route('v1')
@Tags('Conferencing servers')
export class CallsController extends Controller {
  constructor(
    private readonly calls: CallsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * A conferencing server says which calls and sessions of conferences there are or were. Its own name for the session
   * makes it safe to report again: the same changes nothing, and more of it, such as the end, is added. An item that
   * cannot be taken is refused with its reason, and the others are taken; items for one session count in their order.
   * A conference that nobody has described yet becomes an `adHoc` one.
   * @summary Report calls
   */
  @Post('calls')
  @OperationId('reportCalls')
  @Security('oauth2', ['calls:write'])
  async reportCalls(@Body() body: CallReport): Promise<CallResults> {
    return { items: await this.calls.report(this.actor, body.items) };
  }

  /**
   * The calls of a user, newest first (rule 2.10).
   * @summary List a user's calls
   * @param user A UUID, a login, or a call ID of this server.
   * @param type Only calls of this type.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get('users/{user}/calls')
  @OperationId('listUserCalls')
  @Security('oauth2', ['calls:read'])
  async listUserCalls(
    @Path() user: string,
    @Query() type?: CallType,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<CallRecordList> {
    return this.calls.history(this.actor, user, { type, limit, cursor, total });
  }
}
