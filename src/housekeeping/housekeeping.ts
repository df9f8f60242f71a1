/**
 * Owns what is due now and then, and forgetting above all (rule 2.14): what is past its retention is deleted, a little at a
 * time. One instance at a time is at it. One that is gone lets its lease run out, and another one goes on.
 */
import { newId } from '../core/ids.js';
import { pause } from '../core/pause.js';
import { isUnavailable } from '../db/failures.js';
import type { HousekeepingStore } from './housekeeping.store.js';

/** How long records are kept, in days; null keeps them for ever. */
export interface RetentionDays {
  auditDays: number | null;
  devicesDays: number | null;
  callsDays: number | null;
}

/** What housekeeping needs of the settings. */
export interface RetentionSettings {
  retention(): Promise<RetentionDays>;
}

/** What housekeeping needs of every domain that keeps records for a time only. */
export interface Forgettable {
  /** As the log names it. */
  readonly what: string;
  /** Which retention it has. */
  readonly retention: keyof RetentionDays;
  /** Deletes some of what is older, no more than the limit; gives how many. Fewer than the limit: there is no more. */
  forgetBefore(cutoff: Date, limit: number): Promise<number>;
}

/** What else is to be looked after in each round, in a moment. */
export interface Chore {
  /** As the log names it when it fails. */
  readonly what: string;
  /** Does what is due, which may be nothing. */
  do(): Promise<void>;
}

export interface HousekeepingTimes {
  /** Between two rounds, in ms. */
  everyMs: number;
  /** How long an instance may be silent before another one takes over, in ms. */
  leaseMs: number;
  /** Between two deletions, in ms, so that requests come first. */
  pauseMs: number;
  /** So many records in one deletion: some 10 ms. */
  batch: number;
}

const usualTimes: HousekeepingTimes = { everyMs: 10 * 60_000, leaseMs: 60_000, pauseMs: 100, batch: 1000 };

export interface HousekeepingNotes {
  forgotten(counts: Readonly<Record<string, number>>): void;
  failed(error: unknown, what: string): void;
}

export class Housekeeping {
  private readonly times: HousekeepingTimes;
  private readonly holder = newId();
  private readonly stopping = new AbortController();
  private working: Promise<void> | null = null;

  constructor(
    private readonly store: HousekeepingStore,
    private readonly settings: RetentionSettings,
    private readonly forgettables: readonly Forgettable[],
    private readonly chores: readonly Chore[],
    times: Partial<HousekeepingTimes> = {},
  ) {
    this.times = { ...usualTimes, ...times };
  }

  start(notes: HousekeepingNotes): void {
    this.working ??= this.work(notes);
  }

  /** Resolves once the deletion that is under way has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  private async work(notes: HousekeepingNotes): Promise<void> {
    // Instances that start together take turns.
    while (await pause(this.times.everyMs * (0.5 + Math.random() / 2), this.stopping.signal)) {
      try {
        const counts = await this.round(notes);
        if (Object.keys(counts).length > 0) notes.forgotten(counts);
      } catch (error) {
        // The next round is the next try.
        if (!isUnavailable(error)) notes.failed(error, 'housekeeping failed');
      }
    }
  }

  /** Does all that is due, and forgets all there is to forget; how many of what. Nothing while another instance is at it. */
  async round(notes: Pick<HousekeepingNotes, 'failed'>): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    if (!(await this.holdLease())) return counts;
    try {
      for (const chore of this.chores) await this.tryTo(chore, notes);
      const retention = await this.settings.retention();
      for (const forgettable of this.forgettables) {
        const count = await this.tryToForget(forgettable, retention, notes);
        if (count > 0) counts[forgettable.what] = count;
      }
    } finally {
      await this.store.giveUpLease(this.holder);
    }
    return counts;
  }

  /** What fails is due again in the next round, and keeps nothing else from it. */
  private async tryTo(chore: Chore, notes: Pick<HousekeepingNotes, 'failed'>): Promise<void> {
    await chore.do().catch((error: unknown) => {
      if (isUnavailable(error)) throw error;
      notes.failed(error, `${chore.what} failed`);
    });
  }

  /** What can't be forgotten at present keeps nothing else from it. */
  private async tryToForget(
    forgettable: Forgettable,
    retention: RetentionDays,
    notes: Pick<HousekeepingNotes, 'failed'>,
  ): Promise<number> {
    const days = retention[forgettable.retention];
    if (days === null) return 0;
    let count = 0;
    try {
      for await (const some of this.forget(forgettable, await this.store.cutoff(days))) count += some;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      notes.failed(error, `${forgettable.what} past the retention could not be deleted`);
    }
    return count;
  }

  private async *forget(forgettable: Forgettable, cutoff: Date): AsyncGenerator<number> {
    const { batch, pauseMs } = this.times;
    const { signal } = this.stopping;
    while (!signal.aborted && (await this.holdLease())) {
      const count = await forgettable.forgetBefore(cutoff, batch);
      yield count;
      if (count < batch || !(await pause(pauseMs, signal))) return;
    }
  }

  private async holdLease(): Promise<boolean> {
    return this.store.takeLease(this.holder, this.times.leaseMs);
  }
}
