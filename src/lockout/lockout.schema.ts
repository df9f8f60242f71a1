/** When wrong passwords keep somebody from signing in (rule 9.2). */
export interface LockoutPolicy {
  enabled: boolean;
  /**
   * So many wrong passwords lock.
   * @isInt
   * @minimum 1
   * @maximum 1000
   */
  maxFailures: number;
  /**
   * How long a lock lasts.
   * @isInt
   * @minimum 1
   * @maximum 31536000
   */
  durationSeconds: number;
  /**
   * A wrong password later than this after the one before it counts as the first.
   * @isInt
   * @minimum 1
   * @maximum 31536000
   */
  resetAfterSeconds: number;
}
