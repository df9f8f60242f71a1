/** Jobs for tests: put into the queue, and watched until they are over. */
import { newId } from '../../src/core/ids.js';
import type { Job } from '../../src/jobs/index.js';
import type { TestService } from './service.js';
import { system } from './service.js';
import { until } from './until.js';

/** A kind that nobody does: such a job waits until a test makes something of it. */
export const untended = 'test.untended';

export async function addJob({ assembly }: TestService, kind = untended): Promise<Job> {
  return assembly.db.transaction((tx) => assembly.jobs.add(tx, system, { kind, parameters: {} }));
}

/** The job, once it is over. */
export async function jobOver(service: TestService, id: string, limitMs = 60_000): Promise<Job> {
  let job: Job | undefined;
  await until(
    'the job is over',
    async () => {
      job = (await service.request().get(`/v1/jobs/${id}`).expect(200)).body as Job;
      return job.finishedAt !== null;
    },
    limitMs,
  );
  return job!;
}

/** Seems to be at work at a job of this kind, so that the others of the kind wait; gives the end of that. */
export async function occupy({ assembly }: TestService, kind: string): Promise<() => Promise<void>> {
  const { pool } = assembly.db;
  const busy = await pool.query(`SELECT FROM jobs WHERE kind = $1 AND state = 'running'`, [kind]);
  if (busy.rowCount !== 0) return async () => undefined;
  const id = newId();
  await pool.query(
    `INSERT INTO jobs (id, kind, state, parameters, actor_kind, actor_id, actor_name, request_id, lease_holder, lease_until)
     VALUES ($1, $2, 'running', '{}', 'system', $1, 'test', 'test', $1, now() + interval '1 hour')`,
    [id, kind],
  );
  return async () => {
    await pool.query('DELETE FROM jobs WHERE id = $1', [id]);
  };
}
