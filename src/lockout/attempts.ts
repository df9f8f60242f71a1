/**
 * Owns how often a password may be tried (rule 9.2). An attempt is taken before anything is checked, and given back when
 * there was no verdict or the password was right. Whoever asks for more than are left, while some are under way, waits
 * for those; the wait is short, and counts for nothing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../core/errors.js';
import { nameOf, type AttemptsStore, type Counted, type Reservation } from './attempts.store.js';
import type { LockoutPolicy } from './lockout.schema.js';

/** What came of a check, in words that leave no doubt. */
export type Verdict = 'right' | 'wrong' | 'none';

/** What came of an attempt: whether it was made at all, and then the verdict. */
export type AttemptOutcome = 'right' | 'wrong' | 'wrong-and-locked' | 'locked' | 'none';

export interface AttemptPolicy {
  current(): Promise<LockoutPolicy>;
}

/** How long somebody waits for attempts under way to end, and how often that is looked at, in ms. */
const patienceMs = 5_000;
const pauseMs = 25;

/** So many wait for one account on one instance; whoever comes then is told at once. */
const roomForWaiting = 100;

export class Attempts {
  /** The end of the line before each account; one at a time asks the database. */
  private readonly lines = new Map<string, { last: Promise<unknown>; length: number }>();

  constructor(
    private readonly store: AttemptsStore,
    private readonly policies: AttemptPolicy,
  ) {}

  /**
   * Makes an attempt. `check` is called once when there is one left, and `pretend`, which takes as long, when there is
   * none. Throws `too-many-attempts` when too many are under way for too long.
   */
  async make(
    counted: Counted,
    check: () => Promise<Verdict>,
    pretend: () => Promise<Verdict>,
  ): Promise<AttemptOutcome> {
    const policy = await this.policies.current();
    if (!policy.enabled) return check();
    const reservation = await this.inLine(counted, policy);
    if (reservation.kind === 'locked') return (await pretend()) === 'none' ? 'none' : 'locked';
    return this.settle(
      counted,
      reservation.generation,
      policy,
      await this.judge(counted, reservation, check),
    );
  }

  /** Whether nobody may sign in as that at present, by whatever method. */
  async isLocked(counted: Counted): Promise<boolean> {
    return this.store.isLocked(counted);
  }

  /** An exception is no verdict, and goes on. */
  private async judge(
    counted: Counted,
    { generation }: { generation: string },
    check: () => Promise<Verdict>,
  ): Promise<Verdict> {
    try {
      return await check();
    } catch (error) {
      await this.store.giveBack(counted, generation);
      throw error;
    }
  }

  private async settle(
    counted: Counted,
    generation: string,
    policy: LockoutPolicy,
    verdict: Verdict,
  ): Promise<AttemptOutcome> {
    switch (verdict) {
      case 'right':
        // An attempt that was given up for lost says nothing any more, not even that it was right.
        return (await this.store.forgive(counted, generation)) ? 'right' : 'none';
      case 'wrong': {
        const failure = await this.store.fail(counted, generation, policy);
        if (failure === null) return 'none';
        return failure.locked ? 'wrong-and-locked' : 'wrong';
      }
      case 'none':
        await this.store.giveBack(counted, generation);
        return 'none';
    }
  }

  private async inLine(
    counted: Counted,
    policy: LockoutPolicy,
  ): Promise<Exclude<Reservation, { kind: 'full' }>> {
    const name = nameOf(counted);
    const line = this.lines.get(name) ?? { last: Promise.resolve(), length: 0 };
    if (line.length >= roomForWaiting) throw tooMany();
    const deadline = performance.now() + patienceMs;
    const turn = line.last.then(() => this.reserve(counted, policy, deadline));
    this.lines.set(name, line);
    line.length += 1;
    line.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      line.length -= 1;
      if (line.length === 0) this.lines.delete(name);
    }
  }

  private async reserve(
    counted: Counted,
    policy: LockoutPolicy,
    deadline: number,
  ): Promise<Exclude<Reservation, { kind: 'full' }>> {
    for (;;) {
      const reservation = await this.store.reserve(counted, policy);
      if (reservation.kind !== 'full') return reservation;
      if (performance.now() > deadline) throw tooMany();
      await delay(pauseMs);
    }
  }
}

function tooMany(): DomainError {
  return new DomainError('too-many-attempts', 'Too many sign-ins of this account are under way.');
}
