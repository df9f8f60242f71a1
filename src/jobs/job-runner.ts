/**
 * Owns who does a job: one instance at a time, by a lease in the database that it renews. An instance that is gone
 * lets its lease run out, and another one goes on with the job; one that is stopped hands it back at a safe point.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../core/ids.js';
import { pause } from '../core/pause.js';
import { isUnavailable, uniqueViolation } from '../db/failures.js';
import type { JobEnding, JobsStore } from './jobs.store.js';
import { JobStopped, LeasedJob, type RunningJob } from './running-job.js';

/** Does one kind of job. */
export interface JobHandler {
  readonly kind: string;
  /**
   * Does the job, or goes on with one that was interrupted, and ends it. Calls `checkpoint` at safe points, where all
   * that is not written can be done again.
   */
  run(job: RunningJob): Promise<void>;
  /** What a job has left behind that was cancelled or failed on the way, in a sentence and in numbers. */
  leftBy(job: RunningJob): Promise<Pick<JobEnding, 'detail' | 'result'>>;
  /** Takes away what is kept of a job, before the job itself is forgotten. */
  forget(id: string): Promise<void>;
  /** Takes away what no job needs any more; after each job, and now and then. */
  tidy(): Promise<void>;
}

export interface JobTimes {
  /** How long an instance may be silent before its jobs are taken over, in ms. */
  leaseMs: number;
  /** How often the lease is renewed while nothing happens, in ms. */
  renewMs: number;
  /** How often progress is written, in ms. */
  progressMs: number;
  /** How often an idle instance looks for a job, in ms. */
  pollMs: number;
  /** How long a job gets to come to a safe point when its instance stops, in ms. */
  patienceMs: number;
  /** How long a job is kept after its end, in ms. */
  keptMs: number;
}

const usualTimes: JobTimes = {
  leaseMs: 10_000,
  renewMs: 2_000,
  progressMs: 250,
  pollMs: 1_000,
  patienceMs: 5_000,
  keptMs: 30 * 24 * 3600 * 1000,
};

/** A job that is interrupted more often than this is likely to be what ends its instances. */
const maximumInterruptions = 100;

const betweenCleaningsMs = 3600 * 1000;

export type NoteFailure = (error: unknown, what: string) => void;

interface Running {
  readonly job: LeasedJob;
  readonly over: Promise<void>;
}

export class JobRunner {
  private readonly times: JobTimes;
  private readonly runningByKind = new Map<string, Running>();
  private readonly handlersByKind: ReadonlyMap<string, JobHandler>;
  private polling: Promise<void> | null = null;
  private wakeUp = new AbortController();
  private isStopping = false;
  private nextCleaning = 0;
  private noteFailure: NoteFailure = () => undefined;

  constructor(
    private readonly store: JobsStore,
    handlers: readonly JobHandler[],
    times: Partial<JobTimes> = {},
  ) {
    this.times = { ...usualTimes, ...times };
    this.handlersByKind = new Map(handlers.map((handler) => [handler.kind, handler]));
  }

  /** Begins to look for jobs; defects of jobs are noted there. */
  start(noteFailure: NoteFailure): void {
    this.noteFailure = noteFailure;
    this.polling = this.poll();
  }

  /** Looks at once: there is a new job. */
  wake(): void {
    this.wakeUp.abort();
  }

  /** Hands back what is under way, at a safe point of each job. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    const running = [...this.runningByKind.values()];
    for (const { job } of running) job.stop('stopping');
    const over = Promise.all([this.polling, ...running.map((one) => one.over)]);
    // What does not come to a safe point is taken over once its lease has run out.
    await Promise.race([over, delay(this.times.patienceMs, undefined, { ref: false })]);
  }

  private async poll(): Promise<void> {
    while (!this.isStopping) {
      this.wakeUp = new AbortController();
      const { signal } = this.wakeUp;
      await this.look().catch((error: unknown) => this.note(error, 'looking for jobs'));
      await pause(this.times.pollMs, signal);
    }
  }

  private async look(): Promise<void> {
    while (await this.claimOne());
    if (Date.now() < this.nextCleaning) return;
    this.nextCleaning = Date.now() + betweenCleaningsMs;
    await this.clean();
  }

  /** Whether there was a job to take. */
  private async claimOne(): Promise<boolean> {
    const idle = [...this.handlersByKind.keys()].filter((kind) => !this.runningByKind.has(kind));
    if (this.isStopping || idle.length === 0) return false;
    const holder = newId();
    const claimed = await this.store.claim(holder, this.times.leaseMs, idle).catch(whenTakenMeanwhile);
    if (claimed === null) return false;
    const job = new LeasedJob(this.store, claimed, holder, this.times.leaseMs);
    if (this.hasToStop()) job.stop('stopping');
    const over = this.do(job).finally(() => {
      this.runningByKind.delete(job.kind);
      this.wake();
    });
    this.runningByKind.set(job.kind, { job, over });
    return true;
  }

  private async do(job: LeasedJob): Promise<void> {
    const handler = this.handlersByKind.get(job.kind)!;
    const heart = new AbortController();
    const beating = this.keep(job, heart.signal);
    try {
      await run(handler, job);
    } catch (error) {
      await this.giveUp(handler, job, error).catch((cause: unknown) => this.note(cause, 'ending a job'));
    } finally {
      heart.abort();
      await beating;
    }
    await handler.tidy().catch((error: unknown) => this.note(error, 'tidying up'));
  }

  /** Renews the lease until the job is over. An instance that can't for too long has lost it. */
  private async keep(job: LeasedJob, signal: AbortSignal): Promise<void> {
    const { leaseMs, renewMs, progressMs } = this.times;
    let renewed = { at: Date.now(), shown: job.present };
    while (await pause(progressMs, signal)) {
      const isDue = renewed.shown !== job.present || Date.now() - renewed.at >= renewMs;
      if (job.isEnded || !isDue) continue;
      const attempt = { at: Date.now(), shown: job.present };
      const isRenewed = await job.renew().then(
        () => true,
        () => false,
      );
      if (isRenewed) renewed = attempt;
      else if (Date.now() - renewed.at > leaseMs) job.stop('lost');
    }
  }

  private async giveUp(handler: JobHandler, job: LeasedJob, error: unknown): Promise<void> {
    if (!(error instanceof JobStopped)) {
      // Another try may well succeed once the database is back: the lease runs out, and somebody goes on.
      if (isUnavailable(error)) return;
      this.noteFailure(error, `the job ${job.id} (${job.kind}) failed`);
      await endEarly(handler, job, 'failed');
    } else if (error.reason === 'cancelled') await endEarly(handler, job, 'cancelled');
    else if (error.reason === 'stopping') await job.handBack();
  }

  private async clean(): Promise<void> {
    for (const handler of this.handlersByKind.values()) await handler.tidy();
    const before = new Date(Date.now() - this.times.keptMs);
    for (;;) {
      const outdated = await this.store.findOutdated(before);
      if (outdated.length === 0 || this.isStopping) return;
      for (const { id, kind } of outdated) {
        await this.handlersByKind.get(kind)?.forget(id);
        await this.store.delete(id);
      }
    }
  }

  /** Asked again after waiting for the database. */
  private hasToStop(): boolean {
    return this.isStopping;
  }

  /** A database that is away is no defect, and is tried again. */
  private note(error: unknown, what: string): void {
    if (!isUnavailable(error)) this.noteFailure(error, `${what} failed`);
  }
}

/** Two instances that claim two jobs of a kind at the same moment: the database lets one of them. */
function whenTakenMeanwhile(error: unknown): null {
  if (uniqueViolation(error) === null) throw error;
  return null;
}

async function run(handler: JobHandler, job: LeasedJob): Promise<void> {
  job.checkpoint();
  if (job.interruptions > maximumInterruptions) throw new Error('It was interrupted too often.');
  await handler.run(job);
  if (!job.isEnded) throw new Error('It came to its end without saying how.');
}

const reasons = { cancelled: 'Cancelled.', failed: 'The service failed to do this.' } as const;

async function endEarly(handler: JobHandler, job: LeasedJob, state: keyof typeof reasons): Promise<void> {
  const { detail, result } = await handler.leftBy(job);
  await job.end({ state, detail: `${reasons[state]} ${detail}`, result });
}
