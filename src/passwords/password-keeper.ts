/** Owns what becomes of a password: it is checked, hashed and kept, and never comes back (rule 2.4). */
import { DomainError } from '../core/errors.js';
import type { SecretBox } from '../core/secret-box.js';
import type { Transaction } from '../db/database.js';
import type { PasswordPolicy, UnmetRequirement } from '../policies/index.js';
import type { PasswordHasher } from './hashing.js';
import type { PasswordsStore } from './passwords.store.js';

/** What passwords need of the policy. */
export interface PasswordChecker {
  current(): Promise<PasswordPolicy>;
  check(policy: PasswordPolicy, password: string, login: string): Promise<UnmetRequirement[]>;
}

export class PasswordKeeper {
  constructor(
    private readonly store: PasswordsStore,
    private readonly policy: PasswordChecker,
    private readonly hasher: PasswordHasher,
    private readonly secrets: SecretBox,
  ) {}

  /**
   * The hash of a password that the policy lets this login have. Throws `password-unacceptable` with each requirement
   * that is not met. Call it outside of any transaction: hashing would keep a connection waiting.
   */
  async prepare(password: string, login: string): Promise<string> {
    const unmet = await this.policy.check(await this.policy.current(), password, login);
    if (unmet.length > 0) throw unacceptable(unmet);
    return this.hasher.hash(password);
  }

  /** Keeps what `prepare` made. */
  async keep(tx: Transaction, userId: string, hash: string): Promise<void> {
    await this.store.setPassword(tx, userId, hash);
  }

  /** What may be kept of a request with this password, to know the same request again. */
  fingerprint(password: string, place: string): string {
    return this.secrets.fingerprint(password, place);
  }
}

function unacceptable(unmet: readonly UnmetRequirement[]): DomainError {
  const errors = unmet.map(({ requirement, detail }) => ({ pointer: '/password', detail, requirement }));
  const detail = `The password does not meet: ${unmet.map(({ requirement }) => requirement).join(', ')}.`;
  return new DomainError('password-unacceptable', detail, errors);
}
