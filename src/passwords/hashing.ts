/**
 * Owns the hashing of passwords: Argon2id with the parameters that OWASP recommends (19 MiB, two passes, one lane), a
 * few at a time. Each hash keeps a processor busy for some 20 ms, so that whoever asks for too many waits or is told so.
 */
import { DomainError } from '../core/errors.js';
import { WorkQueue, type QueueLimits } from '../core/work-queue.js';
import { canonicalPassword } from '../policies/index.js';
import { inHashThread, tasksAtOnce } from './hash-threads.js';

/** What came of comparing: `none` is no verdict, since too many wait; it counts for nobody and against nobody. */
export type Verdict = 'right' | 'wrong' | 'none';

/** Waiting longer than a second is worse than coming back. */
const usualLimits: QueueLimits = { concurrency: tasksAtOnce, waiting: tasksAtOnce * 25 };

export class PasswordHasher {
  private readonly queue: WorkQueue;

  /** How many passwords there may be at a time, being hashed or waiting for it. */
  readonly room: number;

  constructor(limits: QueueLimits = usualLimits) {
    this.queue = new WorkQueue(limits);
    this.room = limits.concurrency + limits.waiting;
  }

  /** The hash in the PHC string format. Throws `overloaded` when too many wait. */
  async hash(password: string): Promise<string> {
    const outcome = await this.queue.run(() => hashOf(password));
    if (outcome.kind === 'done') return outcome.value;
    throw new DomainError('overloaded', 'Too many passwords are waiting to be hashed.');
  }

  /** The same for a job in the background, behind everybody who waits for an answer, and never refused. */
  async hashPatiently(password: string): Promise<string> {
    return this.queue.runPatiently(() => hashOf(password));
  }

  /** The one place where a password is compared. A hash that cannot be read rejects: it is no verdict either. */
  async verify(hash: string, password: string): Promise<Verdict> {
    const task = { password: canonicalPassword(password), hash };
    const outcome = await this.queue.run(() => inHashThread(task));
    if (outcome.kind === 'full') return 'none';
    return outcome.value === true ? 'right' : 'wrong';
  }
}

async function hashOf(password: string): Promise<string> {
  return (await inHashThread({ password: canonicalPassword(password), hash: null })) as string;
}
