/** Owns the threads that hash; there is none before the first password, and none after a minute without any. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { projectFile } from '../core/project-file.js';

/** A password to be hashed, or to be compared with a hash. */
export interface HashTask {
  readonly password: string;
  readonly hash: string | null;
}

/** One processor stays free for everybody else. */
const maxThreads = Math.max(1, Math.min(availableParallelism() - 1, 3));

/** One more waits inside each thread, which so has the next at hand when it is done. */
const concurrentTasksPerWorker = 2;

export const tasksAtOnce = maxThreads * concurrentTasksPerWorker;

const threads = new Piscina<HashTask, string | boolean>({
  filename: projectFile('dist/src/passwords/hash-worker.js'),
  minThreads: 0,
  maxThreads,
  concurrentTasksPerWorker,
  idleTimeout: 60_000,
});

/** The hash, or whether it is the password's. Rejects for a hash that cannot be read. */
export async function inHashThread(task: HashTask): Promise<string | boolean> {
  return threads.run(task);
}
