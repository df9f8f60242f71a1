/**
 * Owns how often something may be done in a while. What is counted stands in PostgreSQL, so that all instances count
 * together; an instance that has seen the last of it asks nobody until the while is over.
 */
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../core/errors.js';
import type { Database } from '../db/database.js';

/** So many in so many seconds; none is no limit. */
export interface Allowance {
  readonly count: number;
  readonly seconds: number;
}

export class RateLimit {
  private readonly limiter: RateLimiterPostgres | null;

  constructor(
    db: Database,
    /** Of what is counted, for the keys in the database. */
    name: string,
    private readonly allowance: Allowance,
    /** What the refused are told. */
    private readonly detail: string,
  ) {
    this.limiter = allowance.count === 0 ? null : createLimiter(db, name, allowance);
  }

  /** Takes one. Throws `rate-limited` when there is none left. */
  async take(key: string): Promise<void> {
    try {
      await this.limiter?.consume(key);
    } catch (error) {
      throw error instanceof RateLimiterRes ? this.refusal(error) : error;
    }
  }

  /** Throws `rate-limited` when there is none left, and takes none. */
  async require(key: string): Promise<void> {
    const counted = (await this.limiter?.get(key)) ?? null;
    if (counted !== null && counted.remainingPoints === 0) throw this.refusal(counted);
  }

  /** Takes one, if need be of those that are not there; says whether it was the last that was. */
  async charge(key: string): Promise<boolean> {
    const counted = (await this.limiter?.penalty(key)) ?? null;
    return counted?.consumedPoints === this.allowance.count;
  }

  private refusal({ msBeforeNext }: RateLimiterRes): DomainError {
    return new DomainError('rate-limited', this.detail, [], Math.max(1, Math.ceil(msBeforeNext / 1000)));
  }
}

function createLimiter({ pool }: Database, name: string, { count, seconds }: Allowance): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: name,
    points: count,
    duration: seconds,
    inMemoryBlockOnConsumed: count + 1,
  });
}
