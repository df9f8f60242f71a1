/** Owns the pictures of users (rule 2.1). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, requireUser, type Actor } from '../core/actor.js';
import { entityTagOf, requireTag } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { bytesAnswer, type MediaAnswer } from '../core/media-answer.js';
import type { Database, Transaction } from '../db/database.js';
import type { AvatarMark, AvatarsStore } from './avatars.store.js';
import { avatarFrom } from './picture.js';

/** A user as far as avatars are concerned. */
interface AvatarOwner {
  id: string;
  login: string;
}

/** What avatars need of users. */
export interface AvatarOwners {
  /** By UUID, login or call ID; throws `user-not-found`. */
  require(user: string): Promise<AvatarOwner>;
  /** The same, locked until the transaction ends. */
  hold(tx: Transaction, user: string): Promise<AvatarOwner>;
  /** Rule 2.12: throws `profile-field-closed` unless users may change it of themselves. */
  requireOpenFields(fields: readonly ['avatar']): Promise<void>;
}

/** A picture as it was sent. */
export interface SentPicture {
  /** As the request declares it, parameters included. */
  type: string;
  bytes: Buffer;
}

export class AvatarsService {
  constructor(
    private readonly db: Database,
    private readonly store: AvatarsStore,
    private readonly users: AvatarOwners,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor, user: string): Promise<MediaAnswer> {
    requireScope(actor, 'users:read');
    return this.read(user);
  }

  async getOwn(actor: Actor): Promise<MediaAnswer> {
    return this.read(requireUser(actor));
  }

  /** The picture, for domains that have their own rules for who sees it. */
  async read(user: string): Promise<MediaAnswer> {
    const { id } = await this.users.require(user);
    const { mediaType, content } = requireSet(await this.store.read(id));
    return bytesAnswer(mediaType, Buffer.from(content));
  }

  async replace(actor: Actor, user: string, picture: SentPicture, ifMatch?: string): Promise<void> {
    requireScope(actor, 'users:write');
    await this.put(actor, user, picture, ifMatch);
  }

  /** As far as the settings open it to users (rule 2.12). */
  async replaceOwn(actor: Actor, picture: SentPicture, ifMatch?: string): Promise<void> {
    const id = requireUser(actor);
    await this.users.requireOpenFields(['avatar']);
    await this.put(actor, id, picture, ifMatch);
  }

  async delete(actor: Actor, user: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'users:write');
    await this.remove(actor, user, ifMatch);
  }

  /** As far as the settings open it to users (rule 2.12). */
  async deleteOwn(actor: Actor, ifMatch?: string): Promise<void> {
    const id = requireUser(actor);
    await this.users.requireOpenFields(['avatar']);
    await this.remove(actor, id, ifMatch);
  }

  private async put(
    actor: Actor,
    user: string,
    { type, bytes }: SentPicture,
    ifMatch?: string,
  ): Promise<void> {
    const { id } = await this.users.require(user);
    // Before the transaction: a connection that waited for a decoder would be missed elsewhere.
    const { type: mediaType, content } = await avatarFrom(bytes, type.split(';', 1)[0]!.trim().toLowerCase());
    const entityTag = entityTagOf(content);
    await this.db.transaction(async (tx) => {
      const owner = await this.users.hold(tx, id);
      const before = await this.store.mark(tx, id);
      requireTag(ifMatch, ...tagsOf(before));
      if (before?.entityTag === entityTag) return;
      await this.store.put(tx, { userId: id, mediaType, content: Buffer.from(content), entityTag });
      await this.record(tx, actor, owner, before, { mediaType, entityTag });
    });
  }

  private async remove(actor: Actor, user: string, ifMatch?: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const owner = await this.users.hold(tx, user);
      const before = requireSet(await this.store.mark(tx, owner.id));
      requireTag(ifMatch, ...tagsOf(before));
      await this.store.delete(tx, owner.id);
      await this.record(tx, actor, owner, before, null);
    });
  }

  private async record(
    tx: Transaction,
    actor: Actor,
    owner: AvatarOwner,
    before: AvatarMark | null,
    after: AvatarMark | null,
  ): Promise<void> {
    await this.audit.record(tx, actor, {
      action: 'user.avatar-changed',
      target: userEnd(owner),
      before: { avatar: before },
      after: { avatar: after },
    });
  }
}

function tagsOf(mark: AvatarMark | null): string[] {
  return mark === null ? [] : [mark.entityTag];
}

function requireSet<Found>(found: Found | null): Found {
  if (found === null) throw new DomainError('avatar-not-set', 'The user has no avatar.');
  return found;
}
