/** A job in the hands of the instance that does it: how far it is, whether it shall go on, and how it ends. */
import type { Actor } from '../core/actor.js';
import type { Connection } from '../db/database.js';
import type { ClaimedJob, JobEnding, JobProgress, JobsStore } from './jobs.store.js';

/** `cancelled` by somebody, `stopping` with its instance, `lost` to another instance. */
export type StopReason = 'cancelled' | 'stopping' | 'lost';

/** Thrown at a safe point of a job that shall not go on. */
export class JobStopped extends Error {
  override readonly name = 'JobStopped';

  constructor(readonly reason: StopReason) {
    super(`The job does not go on: ${reason}.`);
  }
}

/** What the code that does a job is handed. */
export interface RunningJob {
  readonly id: string;
  readonly parameters: unknown;
  /** Who asked for it. */
  readonly actor: Actor;
  /** How often it was begun and not ended before. */
  readonly interruptions: number;
  /** A safe point: throws `JobStopped` where the job shall not go on. To be called every second or so. */
  checkpoint(): void;
  /** How far it is; written to the database a few times a second at most. */
  progress(phase: string, done: number, total: number | null): void;
  /**
   * Makes sure, in a transaction that writes what the job is for, that this instance still has the job and nobody has
   * cancelled it; until the transaction ends both stay so. Throws `JobStopped` otherwise.
   */
  hold(connection: Connection): Promise<void>;
  /** Ends the job; in the transaction of its last change where there is one. Throws `JobStopped` like `hold`. */
  end(ending: JobEnding, connection?: Connection): Promise<void>;
}

export class LeasedJob implements RunningJob {
  readonly id: string;
  readonly kind: string;
  readonly parameters: unknown;
  readonly actor: Actor;
  readonly interruptions: number;
  private now: JobProgress = { phase: 'starting', done: 0, total: null };
  private stopReason: StopReason | null;
  /** Whether its end was written, perhaps in a transaction that is still under way. */
  private hasEnd = false;

  constructor(
    private readonly store: JobsStore,
    claimed: ClaimedJob,
    /** Known to nobody but this one: an instance that takes the job over uses another. */
    private readonly holder: string,
    private readonly leaseMs: number,
  ) {
    this.id = claimed.id;
    this.kind = claimed.kind;
    this.parameters = claimed.parameters;
    this.actor = claimed.actor;
    this.interruptions = claimed.interruptions;
    this.stopReason = claimed.cancelRequested ? 'cancelled' : null;
  }

  get present(): JobProgress {
    return this.now;
  }

  get isEnded(): boolean {
    return this.hasEnd;
  }

  checkpoint(): void {
    if (this.stopReason !== null) throw new JobStopped(this.stopReason);
  }

  progress(phase: string, done: number, total: number | null): void {
    this.now = { phase, done, total };
  }

  async hold(connection: Connection): Promise<void> {
    if (!(await this.store.hold(connection, this.id, this.holder))) throw await this.whyNot(connection);
  }

  async end(ending: JobEnding, connection?: Connection): Promise<void> {
    const isWritten = await this.store.end(this.id, this.holder, ending, this.now, connection);
    if (!isWritten) throw await this.whyNot(connection);
    this.hasEnd = true;
  }

  /** The first reason stays. */
  stop(reason: StopReason): void {
    this.stopReason ??= reason;
  }

  /** Keeps the lease; notices that somebody cancels, or that another instance has taken over. */
  async renew(): Promise<void> {
    const renewed = await this.store.renew(this.id, this.holder, this.leaseMs, this.now);
    if (renewed === null) this.stop('lost');
    else if (renewed.cancelRequested) this.stop('cancelled');
  }

  async handBack(): Promise<void> {
    await this.store.handBack(this.id, this.holder);
  }

  /** Asked on the same connection: its transaction may hold the row, and another one would wait for it for ever. */
  private async whyNot(connection?: Connection): Promise<JobStopped> {
    const { isOurs, cancelRequested } = await this.store.standing(this.id, this.holder, connection);
    if (!isOurs) this.stop('lost');
    else if (cancelRequested) this.stop('cancelled');
    return new JobStopped(this.stopReason ?? 'lost');
  }
}
