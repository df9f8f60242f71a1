/**
 * Owns that what goes on for long ends with the credential that opened it. Ten times a second every credential is asked
 * for again, by the same question that lets requests in: whoever would be refused now is cut. As long as nothing was
 * taken back that is one small statement, however many are watched.
 */
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../core/actor.js';
import type { Scope } from '../core/scopes.js';
import { nobodyIfEnded } from './access-tokens.service.js';

/** With what somebody was let in. */
export interface Admission {
  /** The bearer token. */
  readonly token: string;
  /** What it had to allow. */
  readonly scopes: readonly Scope[];
}

/** What the watch needs of bearer tokens. */
export interface BearerTokens {
  /** Whom the token stands for now; null for one that is no good. May throw `session-ended`. */
  verify(token: string): Promise<Caller | null>;
}

export interface CredentialWatchTimes {
  /** Between two rounds, in ms. */
  pollMs: number;
  /** How long a credential is believed in that cannot be asked for, in ms. */
  patienceMs: number;
}

const usualTimes: CredentialWatchTimes = { pollMs: 100, patienceMs: 800 };

interface Watched {
  readonly admission: Admission;
  readonly end: () => void;
  /** When it was asked for last and was good, in ms. */
  goodAt: number;
}

export class CredentialWatch {
  private readonly times: CredentialWatchTimes;
  private readonly watched = new Set<Watched>();
  private isPolling = false;

  constructor(
    private readonly tokens: BearerTokens,
    times: Partial<CredentialWatchTimes> = {},
  ) {
    this.times = { ...usualTimes, ...times };
  }

  /**
   * Calls `end` once: when the credential is no good any more, when it does not allow this any more, and when it cannot be
   * asked for, since then it may have been taken back elsewhere. Gives what ends the watch before.
   */
  watch(admission: Admission, end: () => void): () => void {
    const one: Watched = { admission, end, goodAt: performance.now() };
    this.watched.add(one);
    if (!this.isPolling) void this.poll();
    return () => void this.watched.delete(one);
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    while (this.watched.size > 0) {
      await this.round([...this.watched]);
      await delay(this.times.pollMs, undefined, { ref: false });
    }
    this.isPolling = false;
  }

  private async round(watched: readonly Watched[]): Promise<void> {
    const longestAgo = Math.min(...watched.map(({ goodAt }) => goodAt));
    const late = unknownFrom(longestAgo + this.times.patienceMs);
    await Promise.all(watched.map((one) => this.look(one, late)));
  }

  private async look(one: Watched, late: Promise<null>): Promise<void> {
    const askedAt = performance.now();
    const isGood = await Promise.race([this.isGood(one.admission), late]);
    if (isGood === true) one.goodAt = askedAt;
    const isBelieved = isGood ?? performance.now() - one.goodAt < this.times.patienceMs;
    if (!isBelieved && this.watched.delete(one)) one.end();
  }

  /** Null when there is no telling. */
  private async isGood({ token, scopes }: Admission): Promise<boolean | null> {
    return this.tokens
      .verify(token)
      .catch(nobodyIfEnded)
      .then(
        (caller) => caller !== null && scopes.every((scope) => caller.scopes.has(scope)),
        () => null,
      );
  }
}

/** An answer that lies there because this process was held up itself is read before the immediate, and counts. */
async function unknownFrom(deadline: number): Promise<null> {
  const isOver = delay(Math.max(deadline - performance.now(), 0), null, { ref: false });
  return isOver.then(() => immediate(null));
}
