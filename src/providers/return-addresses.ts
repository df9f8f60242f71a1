import { DomainError } from '../core/errors.js';

/** Where a browser may be sent back to (rule 8.5): no open redirect. */
export class ReturnAddresses {
  /** They are compared whole. */
  constructor(private readonly allowed: readonly string[]) {}

  require(returnTo: string): void {
    if (this.allowed.includes(returnTo)) return;
    throw new DomainError('return-not-allowed', 'FOYER_RETURN_TO does not name this address.');
  }
}
