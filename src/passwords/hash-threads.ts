/** Owns the threads that hash: as many as work is given out at a time, and none before the first password. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { projectFile } from '../core/project-file.js';

/** A password to be hashed, or to be compared with a hash. */
export interface HashTask {
  readonly password: string;
  readonly hash: string | null;
}

/** The hash, or whether it is the password's; or what went wrong. */
export type HashTaskOutcome = { readonly value: string | boolean } | { readonly failure: string };

const idle = new Set<Worker>();

/** Does the task in a thread that has nothing else to do. Rejects when there is no outcome. */
export async function inHashThread(task: HashTask): Promise<string | boolean> {
  const [worker = newThread()] = idle;
  idle.delete(worker);
  // Threads keep nobody from ending the process, but for the time of a task.
  worker.ref();
  worker.postMessage(task);
  const [outcome] = (await once(worker, 'message')) as [HashTaskOutcome];
  worker.unref();
  idle.add(worker);
  if ('failure' in outcome) throw new Error(outcome.failure);
  return outcome.value;
}

/** One that fails is not used any more. */
function newThread(): Worker {
  const worker = new Worker(projectFile('dist/src/passwords/hash-worker.js'));
  worker.on('error', () => idle.delete(worker));
  return worker;
}
