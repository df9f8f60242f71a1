/** Owns the codes that a frontend exchanges for tokens (rule 8.5): good once, for a minute, and kept by their hash only. */
import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import { hashSecret, newSecret } from '../core/secret-box.js';
import type { Transaction } from '../db/database.js';
import type { Account } from '../sessions/index.js';
import type { CodeRow, FlowRow, FlowsStore } from './flows.store.js';

const lastsMs = 60_000;

export class SignInCodes {
  constructor(
    private readonly store: FlowsStore,
    private readonly clock: Clock,
  ) {}

  /** A code for whoever came back; `address` is where they were then. */
  async issue(tx: Transaction, flow: FlowRow, account: Account, address: string | null): Promise<string> {
    const code = newSecret('');
    const now = this.clock.now();
    const row: CodeRow = {
      codeHash: hashSecret(code),
      providerId: flow.providerId,
      userId: account.kind === 'user' ? account.id : null,
      administratorId: account.kind === 'administrator' ? account.id : null,
      codeChallenge: flow.codeChallenge,
      address,
      expiresAt: new Date(now + lastsMs),
    };
    await this.store.createCode(tx, row, new Date(now));
    return code;
  }

  /** What the code stands for, which is used up by that. Throws `sign-in-code-refused`. */
  async redeem(code: string, verifier: string | undefined): Promise<CodeRow> {
    const row = await this.store.takeCode(hashSecret(code), new Date(this.clock.now()));
    if (row !== null && isProved(row.codeChallenge, verifier)) return row;
    throw new DomainError('sign-in-code-refused', 'The code is not accepted.');
  }
}

export function accountOf({ userId, administratorId }: CodeRow): Account {
  return userId === null ? { kind: 'administrator', id: administratorId! } : { kind: 'user', id: userId };
}

/** RFC 7636 towards the frontend: where one began with a challenge, it has the verifier; where it did not, there is none. */
function isProved(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null || verifier === undefined) return challenge === null && verifier === undefined;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}
