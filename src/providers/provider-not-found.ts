import { DomainError } from '../core/errors.js';

/** However it was named. */
export function providerNotFound(provider: string): DomainError {
  return new DomainError('provider-not-found', `There is no provider ${JSON.stringify(provider)}.`);
}
