import {
  Controller,
  Get,
  Header,
  OperationId,
  Path,
  Post,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Request as HttpRequest } from 'express';
import type { Readable } from 'node:stream';
import type { Actor } from '../core/actor.js';
import type { Job } from '../jobs/index.js';
import type { FileFormat } from './file-reader.js';
import type { ImportedRowList, ImportMode, ImportOutcome } from './imports.schema.js';
import type { ImportsService } from './imports.service.js';

@Route('v1')
@Tags('Jobs')
export class ImportsController extends Controller {
  constructor(
    private readonly imports: ImportsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Creates and updates users from a file, by their logins (rule 2.8). The answer comes when the file is read; a job goes
   * on with it. Unless `mode=rows` says otherwise one refused row leaves everything as it was. What the columns are, and
   * what an absent or empty one means, stands in docs/import.md.
   * @summary Import users
   * @param dryRun Decide what would become of each row, and change nothing.
   * @param mode `all` applies every row or none, `rows` those that are right.
   * @param idempotencyKey The same key with the same file gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post('imports/users')
  @OperationId('importUsers')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(202, 'Accepted')
  async importUsers(
    @Request() request: HttpRequest,
    @Query() dryRun: boolean = false,
    @Query() mode: ImportMode = 'all',
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<Job> {
    const [format, file] = [formatOf(request), request.body as Readable];
    const job = await this.imports.start(this.actor, { format, file, dryRun, mode, idempotencyKey });
    this.setStatus(202);
    this.setHeader('Location', `/v1/jobs/${job.id}`);
    return job;
  }

  /**
   * What becomes of each row of an import, in the order of the file: known once the job has checked it, and kept with the
   * job. A job that is no import has no rows.
   * @summary List the rows of an import
   * @param job A UUID.
   * @param outcome Only rows of this outcome.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get('jobs/{job}/rows')
  @OperationId('listImportedRows')
  @Security('oauth2', ['jobs:read', 'users:read'])
  async listImportedRows(
    @Path() job: string,
    @Query() outcome?: ImportOutcome,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<ImportedRowList> {
    return this.imports.listRows(this.actor, job, { outcome, limit, cursor, total });
  }
}

/** The front door takes these two media types only. */
function formatOf(request: HttpRequest): FileFormat {
  return request.is('text/csv') === false ? 'ndjson' : 'csv';
}
