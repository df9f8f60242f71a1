/** Owns jobs as callers see them: what is under way, how far it is, what became of it, and that somebody cancels it. */
import type { Readable } from 'node:stream';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { JobWatch } from './job-watch.js';
import type { Job } from './jobs.schema.js';
import { toJob, type JobFilter, type JobsStore, type NewJob } from './jobs.store.js';

/** What other domains need of jobs. */
export interface JobQueue {
  /** Puts a job in the queue. */
  add(tx: Transaction, actor: Actor, job: NewJob): Promise<Job>;
  /** To be called when that transaction is over. */
  wake(): void;
  /** Throws `job-not-found`. */
  require(id: string): Promise<Job>;
}

export interface JobQuery extends PageQuery, JobFilter {
  total?: boolean;
}

export class JobsService implements JobQueue {
  constructor(
    private readonly db: Database,
    private readonly store: JobsStore,
    private readonly watch: JobWatch,
    private readonly runner: { wake(): void },
    private readonly audit: AuditTrail,
  ) {}

  async list(actor: Actor, query: JobQuery): Promise<Page<Job>> {
    requireScope(actor, 'jobs:read');
    const page = pageRequest(query, 'job', ['id']);
    const rows = await this.store.list(query, page);
    const list = pageOf(rows, page.limit, (row) => encodeCursor('job', [row.id]), toJob);
    return query.total === true ? { ...list, total: await this.store.count(query) } : list;
  }

  async get(actor: Actor, id: string): Promise<Job> {
    requireScope(actor, 'jobs:read');
    return this.require(id);
  }

  /** The job now and at each change, as server-sent events, until it ends. */
  async events(actor: Actor, id: string): Promise<Readable> {
    requireScope(actor, 'jobs:read');
    return this.watch.follow((await this.require(id)).id);
  }

  /** A job that has not begun ends at once; one that runs at its next safe point. */
  async cancel(actor: Actor, id: string): Promise<Job> {
    requireScope(actor, 'jobs:write');
    return this.db.transaction(async (tx) => {
      const job = await this.hold(tx, id);
      if (job.cancelRequested) return job;
      if (job.finishedAt !== null) throw new DomainError('job-over', `The job has ${job.state} already.`);
      await this.audit.record(tx, actor, { action: 'job.cancelled', target: targetOf(job) });
      return toJob(await this.store.cancel(tx, id, job.startedAt === null ? unbegun : null));
    });
  }

  async add(tx: Transaction, actor: Actor, request: NewJob): Promise<Job> {
    const job = toJob(await this.store.create(tx, actor, request));
    const after = { parameters: request.parameters };
    await this.audit.record(tx, actor, { action: 'job.requested', target: targetOf(job), after });
    return job;
  }

  wake(): void {
    this.runner.wake();
  }

  async require(id: string, tx?: Transaction): Promise<Job> {
    const row = isUuid(id) ? await this.store.find(id, tx) : null;
    if (row === null) throw new DomainError('job-not-found', `There is no job ${JSON.stringify(id)}.`);
    return toJob(row);
  }

  /** The job, locked until the transaction ends. */
  private async hold(tx: Transaction, id: string): Promise<Job> {
    const { id: found } = await this.require(id, tx);
    await this.store.lock(tx, found);
    return this.require(found, tx);
  }
}

const unbegun = 'Cancelled before it began: nothing was done.';

function targetOf({ id, kind }: Job) {
  return { kind: 'job', id, name: kind };
}
