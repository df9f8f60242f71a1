import {
  Controller,
  Get,
  OperationId,
  Path,
  Post,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import { streamAnswer, type MediaAnswer } from '../core/media-answer.js';
import type { Job, JobList, JobState } from './jobs.schema.js';
import type { JobsService } from './jobs.service.js';

/** Proxies that gather answers would keep the events back. */
const eventHeaders = { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };

@Route('v1/jobs')
@Tags('Jobs')
export class JobsController extends Controller {
  constructor(
    private readonly jobs: JobsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Jobs, newest first. A job is kept for 30 days after its end.
   * @summary List jobs
   * @param kind Only jobs of this kind, such as `users.import`.
   * @param state Only jobs in this state.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listJobs')
  @Security('oauth2', ['jobs:read'])
  async listJobs(
    @Query() kind?: string,
    @Query() state?: JobState,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<JobList> {
    return this.jobs.list(this.actor, { kind, state, limit, cursor, total });
  }

  /**
   * One job: how far it is, and what became of it.
   * @summary Read a job
   * @param job A UUID.
   */
  @Get('{job}')
  @OperationId('getJob')
  @Security('oauth2', ['jobs:read'])
  async getJob(@Path() job: string): Promise<Job> {
    return this.jobs.get(this.actor, job);
  }

  /**
   * The job as server-sent events: one at once, one whenever something has changed, the last when it has ended, which
   * is also the end of the stream. Each is called `job`, and its data is the job as `GET /v1/jobs/{job}` answers it. A
   * comment comes every 15 seconds without news. A stream that ends before the job does has lost its instance, the
   * database, or the credential that opened it: open another.
   * @summary Follow a job
   * @param job A UUID.
   */
  @Get('{job}/events')
  @OperationId('followJob')
  @Security('oauth2', ['jobs:read'])
  async followJob(@Path() job: string): Promise<MediaAnswer> {
    return streamAnswer('text/event-stream', await this.jobs.events(this.actor, job), eventHeaders);
  }

  /**
   * Ends a job: at once if it has not begun, otherwise at its next safe point, within seconds. Its `detail` then says
   * what it has left. A job that is over is not cancelled any more (409).
   * @summary Cancel a job
   * @param job A UUID.
   */
  @Post('{job}/cancel')
  @OperationId('cancelJob')
  @Security('oauth2', ['jobs:write'])
  @SuccessResponse(202, 'Accepted')
  async cancelJob(@Path() job: string): Promise<Job> {
    this.setStatus(202);
    return this.jobs.cancel(this.actor, job);
  }
}
