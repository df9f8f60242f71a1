/**
 * Work that costs much, a few at a time: hashing passwords, decoding pictures. Whoever asks while too many wait is told
 * so at once, and everything else stays fast meanwhile.
 */

export interface QueueLimits {
  /** How many run at the same time. */
  readonly concurrency: number;
  /** How many may wait for their turn. */
  readonly waiting: number;
}

/** What became of a piece of work: `full` says that it was not even begun. */
export type Outcome<Value> = { kind: 'done'; value: Value } | { kind: 'full' };

export class WorkQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly patient: (() => void)[] = [];

  constructor(private readonly limits: QueueLimits) {}

  /** Does the work when its turn has come, unless too many wait already. */
  async run<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
    if (this.running >= this.limits.concurrency && this.waiting.length >= this.limits.waiting) {
      return { kind: 'full' };
    }
    return { kind: 'done', value: await this.inTurn(this.waiting, work) };
  }

  /**
   * Does the work when nobody else waits, however long that takes. For jobs in the background, which bound by themselves
   * how much they ask for at once.
   */
  async runPatiently<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.inTurn(this.patient, work);
  }

  private async inTurn<Value>(line: (() => void)[], work: () => Promise<Value>): Promise<Value> {
    if (this.running < this.limits.concurrency) this.running += 1;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await work();
    } finally {
      this.passOn();
    }
  }

  /** Hands the place to the next in line, or gives it back. */
  private passOn(): void {
    const next = this.waiting.shift() ?? this.patient.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
