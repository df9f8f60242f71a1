/** Who does a job, who goes on with it, and how it ends, whoever is lost on the way. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../src/core/ids.js';
import { uniqueViolation } from '../../src/db/failures.js';
import { JobRunner, type JobHandler, type JobTimes } from '../../src/jobs/job-runner.js';
import type { Job, RunningJob } from '../../src/jobs/index.js';
import { JobsStore, toJob } from '../../src/jobs/jobs.store.js';
import { addJob } from '../support/jobs.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let store: JobsStore;
let runners: JobRunner[] = [];
const failures: unknown[] = [];

beforeAll(async () => {
  service = await startTestService();
  store = new JobsStore(service.assembly.db);
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  runners = [];
  failures.length = 0;
});
afterAll(() => service.stop());

const quick: Partial<JobTimes> = { leaseMs: 600, renewMs: 100, progressMs: 20, pollMs: 20, patienceMs: 2000 };
const succeeded = { state: 'succeeded', detail: 'Done.', result: { applied: 'all' } } as const;

/** A kind of its own for each test, so that none takes another's job. */
let kinds = 0;
const newKind = () => `test.${(kinds += 1)}`;

function start(kind: string, run: (job: RunningJob) => Promise<void>, times = quick): JobRunner {
  const leftBy = async () => ({ detail: 'Nothing was done.', result: { applied: 'nothing' } });
  const handler: JobHandler = {
    kind,
    run,
    leftBy,
    forget: async () => undefined,
    tidy: async () => undefined,
  };
  const runner = new JobRunner(store, [handler], times);
  runner.start((error) => failures.push(error));
  runners.push(runner);
  return runner;
}

const read = async (id: string): Promise<Job> => toJob((await store.find(id))!);
const untilState = (id: string, state: Job['state']) =>
  until(`the job is ${state}`, async () => (await read(id)).state === state, 10_000);

/** Goes on until somebody stops it. */
async function forEver(job: RunningJob): Promise<void> {
  for (;;) {
    job.checkpoint();
    await delay(10);
  }
}

const query = (text: string, values: unknown[]) => service.assembly.db.pool.query(text, values);
const expire = (id: string) =>
  query(`UPDATE jobs SET lease_until = now() - interval '1 ms' WHERE id = $1`, [id]);

describe('a job', () => {
  it('is done once, with its progress seen on the way', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    let isSeen = false;
    start(kind, async (job) => {
      job.progress('counting', 3, 10);
      await until('progress is written', async () => (isSeen = (await read(id)).done === 3));
      job.progress('counting', 10, 10);
      await job.end(succeeded);
    });
    await untilState(id, 'succeeded');
    expect(isSeen).toBe(true);
    const job = await read(id);
    expect(job).toMatchObject({ phase: 'counting', done: 10, total: 10, ...succeeded, interruptions: 0 });
    expect(job.finishedAt).not.toBeNull();
  });

  it('is done by one instance of several', async () => {
    const kind = newKind();
    const jobs = await Promise.all([1, 2, 3, 4, 5].map(() => addJob(service, kind)));
    const doneBy: string[] = [];
    let atOnce = 0;
    let mostAtOnce = 0;
    for (let instance = 0; instance < 3; instance++) {
      start(kind, async (job) => {
        mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
        doneBy.push(job.id);
        await delay(30);
        await job.end(succeeded);
        atOnce -= 1;
      });
    }
    for (const { id } of jobs) await untilState(id, 'succeeded');
    expect([...doneBy].sort()).toEqual(jobs.map(({ id }) => id).sort());
    expect(mostAtOnce).toBe(1);
  });

  it('has one owner of its kind in the database, whoever claims another at the same moment', async () => {
    const kind = newKind();
    await addJob(service, kind);
    const { id } = await addJob(service, kind);
    expect(await store.claim(newId(), 1000, [kind])).not.toBeNull();
    const force = `UPDATE jobs SET state = 'running', lease_holder = id, lease_until = now() WHERE id = $1`;
    const refused: unknown = await query(force, [id]).catch((error: unknown) => error);
    expect(uniqueViolation(refused)).toBe('jobs_running_kind_key');
    expect(await store.claim(newId(), 1000, [kind])).toBeNull();
  });

  it('that fails says so, with what it has left, and nothing of the defect', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    start(kind, async () => {
      throw new Error('canary');
    });
    await untilState(id, 'failed');
    const job = await read(id);
    expect(job.detail).toBe('The service failed to do this. Nothing was done.');
    expect(JSON.stringify(job)).not.toContain('canary');
    expect(String(failures)).toContain('canary');
  });

  it('that comes to its end without saying how has failed', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    start(kind, async () => undefined);
    await untilState(id, 'failed');
  });
});

describe('an instance that is lost', () => {
  it('keeps its job while it renews the lease, however long that takes', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    let begun = 0;
    const run = async (job: RunningJob) => {
      begun += 1;
      await delay(1500);
      await job.end(succeeded);
    };
    start(kind, run);
    start(kind, run);
    await untilState(id, 'succeeded');
    expect(begun).toBe(1);
  });

  it('leaves its job to another one, which goes on and says so', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    expect(await store.claim(newId(), 300, [kind])).toMatchObject({ id, interruptions: 0 });
    start(kind, async (job) => job.end({ ...succeeded, result: { interruptions: job.interruptions } }));
    await untilState(id, 'succeeded');
    expect(await read(id)).toMatchObject({ interruptions: 1, result: { interruptions: 1 } });
  });

  it('that wakes up again writes nothing: the job is another’s', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    const [late, present] = [newId(), newId()];
    await store.claim(late, 300, [kind]);
    await expire(id);
    expect(await store.claim(present, 60_000, [kind])).toMatchObject({ id });
    const { pool } = service.assembly.db;
    const client = await pool.connect();
    const now = { phase: 'late', done: 1, total: 1 };
    expect(await store.hold(client, id, late)).toBe(false);
    expect(await store.end(id, late, succeeded, now)).toBe(false);
    expect(await store.renew(id, late, 1000, now)).toBeNull();
    await store.handBack(id, late);
    client.release();
    expect(await read(id)).toMatchObject({ state: 'running', phase: 'waiting' });
    expect(await store.end(id, present, succeeded, now)).toBe(true);
  });

  it('hears that it has lost its job, and stops', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    let reason: unknown = null;
    start(kind, (job) =>
      forEver(job).catch((error: unknown) => {
        reason = error;
        throw error;
      }),
    );
    await untilState(id, 'running');
    await query('UPDATE jobs SET lease_holder = $2 WHERE id = $1', [id, newId()]);
    await until('it has stopped', () => reason !== null);
    expect(reason).toMatchObject({ name: 'JobStopped', reason: 'lost' });
  });

  it('for want of the database leaves the job to be gone on with', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    let tries = 0;
    start(kind, async (job) => {
      tries += 1;
      if (tries === 1) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      await job.end(succeeded);
    });
    await untilState(id, 'succeeded');
    expect(await read(id)).toMatchObject({ interruptions: 1 });
    expect(failures).toEqual([]);
  });
});

describe('an instance that stops', () => {
  it('hands its job back at a safe point, for another to go on with at once', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    const leaving = start(kind, forEver);
    await untilState(id, 'running');
    await leaving.stop();
    expect(await read(id)).toMatchObject({ state: 'queued', interruptions: 1 });
    start(kind, (job) => job.end(succeeded));
    await untilState(id, 'succeeded');
  });

  it('does not wait for ever for a job that never comes to a safe point', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    let release: () => void = () => undefined;
    const leaving = start(kind, () => new Promise<void>((done) => (release = done)), {
      ...quick,
      patienceMs: 50,
    });
    await untilState(id, 'running');
    await leaving.stop();
    expect(await read(id)).toMatchObject({ state: 'running' });
    release();
  });
});

describe('a job that somebody cancels', () => {
  const cancel = (id: string) => service.request().post(`/v1/jobs/${id}/cancel`).expect(202);

  it('ends at its next safe point and says what it has left', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    start(kind, forEver);
    await untilState(id, 'running');
    await cancel(id);
    await untilState(id, 'cancelled');
    const left = { detail: 'Cancelled. Nothing was done.', result: { applied: 'nothing' } };
    expect(await read(id)).toMatchObject({ ...left, cancelRequested: true });
  });

  it('never succeeds after that: its last change is rolled back', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    start(kind, async (job) => {
      await cancel(id);
      await job.end(succeeded);
    });
    await untilState(id, 'cancelled');
  });

  it('at the very moment of its last change is not kept waiting by itself', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    const { pool } = service.assembly.db;
    let reason: unknown = null;
    start(kind, async (job) => {
      const [canceller, own] = [await pool.connect(), await pool.connect()];
      try {
        await canceller.query('BEGIN');
        await canceller.query('UPDATE jobs SET cancel_requested = TRUE WHERE id = $1', [id]);
        await own.query('BEGIN');
        const holding = job.hold(own).catch((error: unknown) => (reason = error));
        await delay(100);
        await canceller.query('COMMIT');
        await holding;
        await own.query('ROLLBACK');
      } finally {
        canceller.release();
        own.release();
      }
      throw reason as Error;
    });
    await untilState(id, 'cancelled');
    expect(reason).toMatchObject({ reason: 'cancelled' });
  });

  it('while nobody has it ends when somebody takes it', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    await store.claim(newId(), 1, [kind]);
    await cancel(id);
    let isBegun = false;
    start(kind, async () => {
      isBegun = true;
    });
    await untilState(id, 'cancelled');
    expect(isBegun).toBe(false);
  });
});

describe('a job that is long over', () => {
  it('is forgotten, with what is kept of it', async () => {
    const kind = newKind();
    const { id } = await addJob(service, kind);
    const forgotten: string[] = [];
    const handler: JobHandler = {
      kind,
      run: (job) => job.end(succeeded),
      leftBy: async () => ({ detail: '', result: {} }),
      forget: async (outdated) => void forgotten.push(outdated),
      tidy: async () => undefined,
    };
    const [first, second] = [1, 2].map(() => new JobRunner(store, [handler], { ...quick, keptMs: 0 }));
    runners.push(first!, second!);
    first!.start((error) => failures.push(error));
    await untilState(id, 'succeeded');
    second!.start((error) => failures.push(error));
    await until('it is forgotten', async () => (await store.find(id)) === null);
    expect(forgotten).toContain(id);
  });
});
