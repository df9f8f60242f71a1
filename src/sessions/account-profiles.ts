import type { Administrator } from '../administrators/index.js';
import type { User } from '../users/index.js';
import type { Account } from './account.js';
import type { Profiles } from './session-opening.js';
import type { SignedIn } from './sessions.schema.js';

interface ProfilesOf<Profile> {
  profileOf(id: string): Promise<Profile>;
}

/** Who signed in, of whichever kind. */
export class AccountProfiles implements Profiles {
  constructor(
    private readonly users: ProfilesOf<User>,
    private readonly administrators: ProfilesOf<Administrator>,
  ) {}

  async profileOf({ kind, id }: Account): Promise<Pick<SignedIn, 'user' | 'administrator'>> {
    if (kind === 'user') return { user: await this.users.profileOf(id) };
    return { administrator: await this.administrators.profileOf(id) };
  }
}
