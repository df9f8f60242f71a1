/** Owns digest passwords: what a user's SIP and H.323 endpoints prove that they know (rule 2.5). */
import { isDeepStrictEqual } from 'node:util';
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import type { SecretBox } from '../core/secret-box.js';
import type { Database } from '../db/database.js';
import { digestsOf } from './digests.js';
import type { DigestPasswordRow, DigestPasswordsStore } from './digest-passwords.store.js';
import type { Digest, DigestPassword, NewDigestPassword } from './passwords.schema.js';
import type { PasswordOwner, PasswordOwners } from './passwords.service.js';

export class DigestPasswordsService {
  constructor(
    private readonly db: Database,
    private readonly store: DigestPasswordsStore,
    private readonly users: PasswordOwners,
    private readonly secrets: SecretBox,
    private readonly audit: AuditTrail,
    private readonly realm: string,
  ) {}

  /** Whoever has these can sign in as the user's endpoint, so each reading is written down before it is answered. */
  async get(actor: Actor, user: string): Promise<DigestPassword> {
    requireScope(actor, 'credentials:read');
    return this.db.transaction(async (tx) => {
      const owner = await this.users.require(user, tx);
      const found = this.show(requireSet(await this.store.find(tx, owner.id)), owner);
      if (found === null) throw notSet('It was set for another realm or login: set it again.');
      await this.audit.record(tx, actor, { action: 'user.digests-read', target: userEnd(owner) });
      return found;
    });
  }

  async replace(
    actor: Actor,
    user: string,
    { password }: NewDigestPassword,
    ifMatch?: string,
  ): Promise<void> {
    requireScope(actor, 'users:write');
    await this.db.transaction(async (tx) => {
      const owner = await this.users.hold(tx, user);
      const row = await this.store.find(tx, owner.id);
      const before = row === null ? null : this.show(row, owner);
      requireMatch(ifMatch, before);
      const digests = digestsOf({ username: owner.login, realm: this.realm, password });
      if (isDeepStrictEqual(before?.digests, digests)) return;
      await this.store.put(tx, this.seal(owner, digests));
      const action = 'user.digest-password-changed';
      await this.audit.record(tx, actor, { action, target: userEnd(owner) });
    });
  }

  async delete(actor: Actor, user: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'users:write');
    await this.db.transaction(async (tx) => {
      const owner = await this.users.hold(tx, user);
      const row = requireSet(await this.store.find(tx, owner.id));
      requireMatch(ifMatch, this.show(row, owner));
      await this.store.delete(tx, owner.id);
      const action = 'user.digest-password-deleted';
      await this.audit.record(tx, actor, { action, target: userEnd(owner) });
    });
  }

  private seal({ id, login }: PasswordOwner, digests: Digest[]): Omit<DigestPasswordRow, 'changedAt'> {
    const place = { userId: id, realm: this.realm, username: login };
    return { ...place, digests: Buffer.from(this.secrets.seal(JSON.stringify(digests), placeOf(place))) };
  }

  /** Null when the realm or the login has changed since: digests of the old ones prove nothing (rule 2.5). */
  private show(row: DigestPasswordRow, owner: PasswordOwner): DigestPassword | null {
    const { realm, username, changedAt } = row;
    if (realm !== this.realm || username !== owner.login) return null;
    const digests = JSON.parse(this.secrets.open(row.digests, placeOf(row))) as Digest[];
    return { realm, username, digests, changedAt: changedAt.toISOString() };
  }
}

function placeOf({
  userId,
  realm,
  username,
}: Pick<DigestPasswordRow, 'userId' | 'realm' | 'username'>): string {
  return JSON.stringify(['digest_passwords', userId, realm, username]);
}

function requireSet(row: DigestPasswordRow | null): DigestPasswordRow {
  if (row === null) throw notSet('None was set.');
  return row;
}

function notSet(why: string): DomainError {
  return new DomainError('digest-password-not-set', `The user has no digest password. ${why}`);
}
