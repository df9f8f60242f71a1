import { DomainError } from '../core/errors.js';

export interface TurnsOptions {
  /** How many may be at it at the same time. */
  atOnce: number;
  /** How long somebody waits for a turn, in ms. */
  patienceMs: number;
}

interface Waiting {
  readonly begin: () => void;
  readonly giveUp: NodeJS.Timeout;
}

/**
 * Lets a few at a time do something, and the rest wait in the order in which they came. Transactions take turns so that
 * a crowd of them leaves connections for what is read with one statement, and none is refused one while it has to wait.
 */
export class Turns {
  private readonly waiting = new Set<Waiting>();
  private taken = 0;

  constructor(private readonly options: TurnsOptions) {}

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.come();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async come(): Promise<void> {
    if (this.taken < this.options.atOnce) {
      this.taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(() => {
        this.waiting.delete(mine);
        reject(new DomainError('database-unavailable', 'The database has too much to do at present.'));
      }, this.options.patienceMs);
      const mine: Waiting = { begin: resolve, giveUp };
      this.waiting.add(mine);
    });
  }

  /** Hands the turn on to whoever waits longest. */
  private leave(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.taken -= 1;
      return;
    }
    this.waiting.delete(next);
    clearTimeout(next.giveUp);
    next.begin();
  }
}
