/**
 * Whose password it might be. However a name is written, it leads to one person, and to one counter of wrong passwords;
 * a name that nobody has leads to a counter too, so that it behaves like any other (rule 9.2).
 */
import { createHash } from 'node:crypto';
import type { Counted } from '../lockout/index.js';
import { foldName } from '../names/index.js';
import { parseUserReference } from '../users/index.js';
import type { AccountsStore, StoredAccount } from './accounts.store.js';
import type { SignInRealm } from './sign-in.schema.js';

export interface Candidate {
  /** Null for a name that nobody has. */
  readonly account: StoredAccount | null;
  readonly counted: Counted;
}

/** Counters for names that nobody has: so many, that two names rarely meet, and so few that they fill nothing. */
const placesForNobody = 65_536;

const nobodyId = '00000000-0000-0000-0000-000000000000';

export class Candidates {
  constructor(
    private readonly store: AccountsStore,
    private readonly serverName: string,
  ) {}

  async find(realm: SignInRealm, login: string, address: string | null): Promise<Candidate> {
    const name = withoutDomain(login.trim());
    return realm === 'users' ? this.user(name) : this.administrator(name, address);
  }

  private async user(name: string): Promise<Candidate> {
    const account = await this.store.findUser(parseUserReference(name, this.serverName));
    const counted: Counted = account === null ? nobody(name) : { kind: 'user', id: account.id };
    return { account, counted };
  }

  /**
   * An administrator who comes from an address that they have signed in from before has a counter of their own there: so
   * nobody who guesses from elsewhere can shut them out (docs/decisions/0030-administrators-and-locks.md).
   */
  private async administrator(name: string, address: string | null): Promise<Candidate> {
    const account = await this.store.findAdministrator(foldName(name));
    const isKnown = address !== null && (await this.store.isKnownAddress(account?.id ?? nobodyId, address));
    if (account === null) return { account, counted: nobody(`administrators ${name}`) };
    const place = isKnown ? `/${address}` : '';
    return { account, counted: { kind: 'other', key: `administrator/${account.id}${place}` } };
  }
}

/** `CORP\john` is john. */
function withoutDomain(login: string): string {
  return login.slice(login.lastIndexOf('\\') + 1);
}

function nobody(name: string): Counted {
  const digest = createHash('sha256').update(foldName(name)).digest();
  return { kind: 'other', key: `nobody/${digest.readUInt32BE() % placesForNobody}` };
}
