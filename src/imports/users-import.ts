/**
 * Owns the job that imports users (rule 2.8). It plans, hashes passwords, and applies: all rows in one transaction, or
 * the good ones some thousand at a time. Every step that is committed is known afterwards, so that an instance which
 * takes the job over goes on behind it.
 */
import { numberedIds } from '../core/ids.js';
import type { SecretBox } from '../core/secret-box.js';
import type { Connection, Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import type { JobEnding, JobHandler, JobProblem, RunningJob } from '../jobs/index.js';
import type { PasswordHasher } from '../passwords/index.js';
import { PlanOutdated, type ApplyStore } from './apply.store.js';
import { placeOf } from './file-reader.js';
import type { ImportPasswordsStore } from './import-passwords.store.js';
import type { Outcome, PlanStore, Range } from './plan.store.js';
import type { RowsStore } from './rows.store.js';
import type { Import, StagingStore } from './staging.store.js';

export const importKind = 'users.import';

/** Rows between two safe points: a second's work at most. */
const plannedTogether = numberedIds;
const appliedTogether = numberedIds;
/** Rows of a transaction of their own, with `mode=rows`. */
const committedTogether = 2_000;
const hashedTogether = 32;

/** How often a plan is made anew because others change the same users. */
const attempts = 10;

/** Longer than any client reads a file. */
const abandonedAfterMs = 2 * 3600 * 1000;

/** The first of the problems, which the job itself shows. */
const shownProblems = 100;

export interface ImportStores {
  staging: StagingStore;
  plan: PlanStore;
  passwords: ImportPasswordsStore;
  apply: ApplyStore;
  rows: RowsStore;
}

type Counts = Record<Outcome, number>;

export class UsersImport implements JobHandler {
  readonly kind = importKind;

  constructor(
    private readonly db: Database,
    private readonly stores: ImportStores,
    private readonly hasher: Pick<PasswordHasher, 'hashPatiently'>,
    private readonly secrets: SecretBox,
  ) {}

  async run(job: RunningJob): Promise<void> {
    const file = await this.require(job);
    await this.plan(job, file);
    const counts = await this.stores.plan.count(file.id, file.rowCount);
    if (file.dryRun)
      await job.end(await this.ending('succeeded', 'Nothing was applied: this was a dry run.', file, counts));
    else if (file.mode === 'rows') await this.applyRows(job, file);
    else await this.applyAll(job, file, counts);
  }

  async leftBy(job: RunningJob): Promise<Pick<JobEnding, 'detail' | 'result'>> {
    const file = await this.require(job);
    const through = file.appliedThrough;
    const counts = await this.stores.plan.count(file.id, through);
    if (through === 0) return { detail: 'Nothing was applied.', result: resultOf(file, counts, 'nothing') };
    const detail = `Rows 1 to ${through} of ${file.rowCount} are done, the rest is as it was.`;
    return { detail, result: resultOf(file, counts, 'some') };
  }

  async forget(id: string): Promise<void> {
    await this.stores.staging.forget(id);
  }

  async tidy(): Promise<void> {
    const { staging } = this.stores;
    await staging.forgetUsedPasswords();
    const before = new Date(Date.now() - abandonedAfterMs);
    for (const id of await staging.findAbandoned(before)) await staging.forget(id);
  }

  private async require(job: RunningJob): Promise<Import> {
    const file = await this.stores.staging.find(job.id);
    if (file === null) throw new Error(`the file of the job ${job.id} is not there`);
    return file;
  }

  /** Decides what becomes of each row that nothing was decided of yet. */
  private async plan(job: RunningJob, file: Import): Promise<void> {
    const { plan } = this.stores;
    for (const range of ranges(file.plannedThrough, file.rowCount, plannedTogether)) {
      job.progress('checking', range[0], file.rowCount);
      await this.inTransactionOf(job, async (connection) => {
        if (range[0] === 0) await plan.planTwins(connection, file.id);
        await plan.plan(connection, file.id, range);
        await plan.setPlanned(connection, file.id, range[1]);
      });
    }
    job.progress('checking', file.rowCount, file.rowCount);
  }

  private async hash(job: RunningJob, file: Import): Promise<void> {
    const { passwords } = this.stores;
    const total = await passwords.countWaiting(file.id);
    let [after, done] = [0, 0];
    for (;;) {
      const boxed = await passwords.readWaiting(file.id, after, hashedTogether);
      if (boxed.length === 0) return;
      job.progress('hashing', done, total);
      job.checkpoint();
      const hashes = await Promise.all(
        boxed.map(({ row, box }) => this.hasher.hashPatiently(this.secrets.open(box, placeOf(file.id, row)))),
      );
      const rows = boxed.map(({ row }) => row);
      await this.inTransactionOf(job, (connection) => passwords.putHashes(connection, file.id, rows, hashes));
      after = rows.at(-1)!;
      done += rows.length;
    }
  }

  /** Every row or none. A plan that others have overtaken is made anew. */
  private async applyAll(job: RunningJob, file: Import, planned: Counts): Promise<void> {
    let counts = planned;
    for (let attempt = 1; ; attempt += 1) {
      if (counts.refused > 0) {
        const detail = `Nothing was applied, since ${counts.refused} of ${file.rowCount} rows ${counts.refused === 1 ? 'is' : 'are'} refused.`;
        await job.end(await this.ending('failed', detail, file, counts));
        return;
      }
      await this.hash(job, file);
      const isApplied = await this.tryAll(job, file, counts);
      if (isApplied) return;
      if (attempt === attempts) {
        const detail = 'Nothing was applied, since others change the same users all the time.';
        await job.end(await this.ending('failed', detail, file, counts));
        return;
      }
      await this.planAnew(job, file, [0, file.rowCount]);
      counts = await this.stores.plan.count(file.id, file.rowCount);
    }
  }

  /** False where the plan was outdated: nothing was changed. */
  private async tryAll(job: RunningJob, file: Import, counts: Counts): Promise<boolean> {
    const { apply } = this.stores;
    const ending = await this.ending('succeeded', 'All rows are applied.', file, counts);
    const actor = { ...job.actor, channel: 'import' } as const;
    return unlessOutdated(() =>
      inTransaction(this.db.pool, async (connection) => {
        let hasEndedSessions = false;
        for (const range of ranges(0, file.rowCount, appliedTogether)) {
          job.progress('applying', range[0], file.rowCount);
          job.checkpoint();
          if (await apply.apply(connection, actor, file.id, range)) hasEndedSessions = true;
        }
        job.progress('applying', file.rowCount, file.rowCount);
        await apply.finish(connection, file.id, [0, file.rowCount], hasEndedSessions);
        await job.end(ending, connection);
      }),
    );
  }

  /** The good rows, each load in a transaction that also says how far the job is. */
  private async applyRows(job: RunningJob, file: Import): Promise<void> {
    await this.hash(job, file);
    for (const range of ranges(file.appliedThrough, file.rowCount, committedTogether)) {
      job.progress('applying', range[0], file.rowCount);
      await this.applyRange(job, file, range);
    }
    job.progress('applying', file.rowCount, file.rowCount);
    const counts = await this.stores.plan.count(file.id, file.rowCount);
    const detail =
      counts.refused === 0 ? 'All rows are applied.' : `All rows are applied but ${counts.refused}.`;
    await job.end(await this.ending('succeeded', detail, file, counts));
  }

  /** Whose plan others have overtaken is planned anew, in halves: they change some of the users, and not all. */
  private async applyRange(job: RunningJob, file: Import, range: Range): Promise<void> {
    if (await this.tryRange(job, file, range)) return;
    await this.planAnew(job, file, range);
    await this.hash(job, file);
    const [after, through] = range;
    const size = Math.max(1, Math.floor((through - after) / 2));
    for (const part of ranges(after, through, size)) await this.applyRange(job, file, part);
  }

  /** False where the plan was outdated: nothing was changed. */
  private async tryRange(job: RunningJob, file: Import, range: Range): Promise<boolean> {
    const { apply, staging } = this.stores;
    const actor = { ...job.actor, channel: 'import' } as const;
    return unlessOutdated(() =>
      this.inTransactionOf(job, async (connection) => {
        const hasEndedSessions = await apply.apply(connection, actor, file.id, range);
        await staging.setApplied(connection, file.id, range[1]);
        await apply.finish(connection, file.id, range, hasEndedSessions);
      }),
    );
  }

  private async planAnew(job: RunningJob, file: Import, [after, through]: Range): Promise<void> {
    const { plan } = this.stores;
    for (const range of ranges(after, through, plannedTogether)) {
      job.progress('checking', range[0], file.rowCount);
      await this.inTransactionOf(job, async (connection) => {
        await plan.forget(connection, file.id, range);
        await plan.plan(connection, file.id, range);
      });
    }
  }

  /** Between two safe points, and only while the job is ours. */
  private async inTransactionOf(
    job: RunningJob,
    work: (connection: Connection) => Promise<void>,
  ): Promise<void> {
    job.checkpoint();
    await inTransaction(this.db.pool, async (connection) => {
      await work(connection);
      await job.hold(connection);
    });
  }

  private async ending(
    state: 'succeeded' | 'failed',
    detail: string,
    file: Import,
    counts: Counts,
  ): Promise<JobEnding> {
    const isApplied = state === 'succeeded' && !file.dryRun;
    const problems: JobProblem[] = await this.stores.rows.firstProblems(file.id, shownProblems);
    const applied = !isApplied ? 'nothing' : counts.refused === 0 ? 'all' : 'some';
    return { state, detail, result: resultOf(file, counts, applied), problems };
  }
}

function resultOf({ rowCount }: Import, counts: Counts, applied: 'all' | 'some' | 'nothing') {
  return { applied, rows: rowCount, ...counts };
}

function* ranges(after: number, through: number, size: number): Generator<Range> {
  for (let at = after; at < through; at += size) yield [at, Math.min(at + size, through)];
}

/** False where the work found its plan outdated, and was rolled back. */
async function unlessOutdated(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof PlanOutdated)) throw error;
    return false;
  }
}
