export type { JobHandler } from './job-runner.js';
export { JobStopped, type RunningJob } from './running-job.js';
export type { Job, JobProblem } from './jobs.schema.js';
export type { JobQueue } from './jobs.service.js';
export type { JobEnding } from './jobs.store.js';
