/** Jobs for tests: put into the queue, and watched until they are over. */
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
