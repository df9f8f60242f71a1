/** Owns the codes that a frontend exchanges for tokens (rule 8.5): good once, for a minute, and kept by their hash only. */
import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import { hashSecret, newSecret, type SecretBox } from '../core/secret-box.js';
import type { Transaction } from '../db/database.js';
import type { Account } from '../sessions/index.js';
import type { CodeRow, FlowRow, FlowsStore } from './flows.store.js';
import { keptOf, type KeptIdentity } from './provider-sessions.js';
import type { Identity } from './provider-answer.js';

const lastsMs = 60_000;

/** Who came back, from where, and how: what a code stands for. */
export interface Arrival {
  account: Account;
  identity: Identity;
  address: string | null;
}

/** What becomes of an arrival until its code is exchanged. */
export interface RedeemedCode {
  providerId: string;
  account: Account;
  address: string | null;
  /** Null of a code that an instance of an older version gave out. */
  identity: KeptIdentity | null;
}

export class SignInCodes {
  constructor(
    private readonly store: FlowsStore,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  async issue(tx: Transaction, flow: FlowRow, { account, identity, address }: Arrival): Promise<string> {
    const code = newSecret('');
    const codeHash = hashSecret(code);
    const now = this.clock.now();
    const sealed = this.secrets.seal(JSON.stringify(keptOf(identity)), placeOf(codeHash));
    const row: CodeRow = {
      codeHash,
      providerId: flow.providerId,
      userId: account.kind === 'user' ? account.id : null,
      administratorId: account.kind === 'administrator' ? account.id : null,
      codeChallenge: flow.codeChallenge,
      address,
      identity: new Uint8Array(sealed),
      expiresAt: new Date(now + lastsMs),
    };
    await this.store.createCode(tx, row, new Date(now));
    return code;
  }

  /** What the code stands for, which is used up by that. Throws `sign-in-code-refused`. */
  async redeem(code: string, verifier: string | undefined): Promise<RedeemedCode> {
    const row = await this.store.takeCode(hashSecret(code), new Date(this.clock.now()));
    if (row === null || !isProved(row.codeChallenge, verifier)) {
      throw new DomainError('sign-in-code-refused', 'The code is not accepted.');
    }
    const { providerId, address } = row;
    return { providerId, address, account: accountOf(row), identity: this.identityOf(row) };
  }

  private identityOf({ codeHash, identity }: CodeRow): KeptIdentity | null {
    if (identity === null) return null;
    return JSON.parse(this.secrets.open(identity, placeOf(codeHash))) as KeptIdentity;
  }
}

/** Where an identity is sealed: in this code, and no other. */
function placeOf(codeHash: Uint8Array): string {
  return `sign_in_codes/${Buffer.from(codeHash).toString('hex')}`;
}

function accountOf({ userId, administratorId }: CodeRow): Account {
  return userId === null ? { kind: 'administrator', id: administratorId! } : { kind: 'user', id: userId };
}

/** RFC 7636 towards the frontend: where one began with a challenge, it has the verifier; where it did not, there is none. */
function isProved(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null || verifier === undefined) return challenge === null && verifier === undefined;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}
