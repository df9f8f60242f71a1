import { Controller, Get, OperationId, Query, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { AuditChannel, AuditEventList } from './audit.schema.js';
import type { AuditService } from './audit.service.js';

@Route('v1/audit')
@Tags('Audit')
export class AuditController extends Controller {
  constructor(
    private readonly audit: AuditService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The audit log, newest first: one row for each change, with who made it, from where, and the state before and after.
   * @summary List audit events
   * @param actor Only changes made by the caller with this ID.
   * @pattern actor ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$
   * @param action Only this action, such as `user.created`.
   * @param target Only changes in which this ID is either end: the thing changed, or the other end of a relation.
   * @param request Only what this request changed: the `X-Request-Id` of its answer.
   * @maxLength request 64
   * @param channel Only what came in this way.
   * @param since Only at or after this time.
   * @param until Only before this time.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listAuditEvents')
  @Security('oauth2', ['audit:read'])
  async listAuditEvents(
    @Query() actor?: string,
    @Query() action?: string,
    @Query() target?: string,
    @Query() request?: string,
    @Query() channel?: AuditChannel,
    @Query() since?: Date,
    @Query() until?: Date,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<AuditEventList> {
    const filter = { actor, action, target, request, channel, since, until };
    return this.audit.list(this.actor, { ...filter, limit, cursor, total });
  }
}
