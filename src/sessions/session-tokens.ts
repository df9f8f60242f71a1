/** The access tokens of a session, and what they say of the rights of whom it stands for. */
import type { RightsClaim } from '../access/index.js';
import type { ZoneId } from '../zones/index.js';
import type { SessionRow } from './sessions.store.js';
import { accountOf, scopesOf } from './session-holder.js';
import type { SignedIn } from './sessions.schema.js';

/** What sessions need of access tokens. */
export interface AccessTokenSigner {
  readonly lifetimeSeconds: number;
  /** An access token of a person, which says that of their rights. */
  signForSession(
    subject: string,
    sessionId: string,
    scopes: readonly string[],
    rights: RightsClaim | null,
  ): Promise<string>;
}

/** What sessions need of rights. */
export interface RightsOfUsers {
  /** What a user may do in a zone. */
  claimOf(userId: string, zone: ZoneId): Promise<RightsClaim>;
}

export class SessionTokens {
  constructor(
    private readonly signer: AccessTokenSigner,
    private readonly rights: RightsOfUsers,
  ) {}

  get lifetimeSeconds(): number {
    return this.signer.lifetimeSeconds;
  }

  async issue(
    row: SessionRow,
    withRights = false,
  ): Promise<Pick<SignedIn, 'accessToken' | 'expiresInSeconds'>> {
    const rights = withRights ? await this.rightsOf(row) : null;
    const accessToken = await this.signer.signForSession(accountOf(row).id, row.id, scopesOf(row), rights);
    return { accessToken, expiresInSeconds: this.signer.lifetimeSeconds };
  }

  /** Administrators have scopes: the rights of rule 4.1 are of users. */
  private async rightsOf({ userId, zone }: SessionRow): Promise<RightsClaim | null> {
    return userId === null ? null : this.rights.claimOf(userId, zone as ZoneId);
  }
}
