/** Owns the directory of people as an audience sees it (rule 9.3): never more than the policy shows to it. */
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import type { MediaAnswer } from '../core/media-answer.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Audience, ProfileField } from '../policies/index.js';
import type { User } from '../users/index.js';
import { audienceOf } from './audience.js';
import type { PeopleAudience, Person } from './people.schema.js';
import type { PeopleStore } from './people.store.js';
import { visiblePart } from './visible-part.js';

/** What people need of users. */
export interface UserReader {
  /** Throws `user-not-found`. */
  read(user: string): Promise<User>;
  /** The users with these IDs, in the order asked; who is gone is left out. */
  readMany(ids: readonly string[]): Promise<User[]>;
}

/** What people need of avatars. */
export interface PictureReader {
  /** Throws `avatar-not-set`. */
  read(user: string): Promise<MediaAnswer>;
}

/** What people need of policies. */
export interface VisibilityReader {
  /** The fields that an audience may see. */
  fieldsFor(audience: Audience): Promise<ReadonlySet<ProfileField>>;
}

export interface PeopleQuery extends PageQuery {
  audience: PeopleAudience;
  q?: string;
  total?: boolean;
}

export class PeopleService {
  constructor(
    private readonly store: PeopleStore,
    private readonly users: UserReader,
    private readonly visibility: VisibilityReader,
    private readonly pictures: PictureReader,
  ) {}

  async list(actor: Actor, query: PeopleQuery): Promise<Page<Person>> {
    requireScope(actor, 'people:read');
    const audience = audienceOf(actor, query.audience);
    const fields = await this.visibility.fieldsFor(audience);
    const page = pageRequest(query, 'person', ['text', 'id']);
    const rows = await this.store.list(query.q, fields, page);
    const cut = pageOf(
      rows,
      page.limit,
      (row) => encodeCursor('person', [row.displayName, row.id]),
      (row) => row.id,
    );
    const people = await this.users.readMany(cut.items);
    const items = people.filter((user) => user.active).map((user) => visiblePart(user, fields, audience));
    const list = { items, nextCursor: cut.nextCursor };
    return query.total === true ? { ...list, total: await this.store.count(query.q, fields) } : list;
  }

  async get(actor: Actor, callId: string, named: PeopleAudience): Promise<Person> {
    requireScope(actor, 'people:read');
    return this.see(callId, audienceOf(actor, named));
  }

  /** A picture that is hidden is answered like one that was never set. */
  async picture(actor: Actor, callId: string, named: PeopleAudience): Promise<MediaAnswer> {
    requireScope(actor, 'people:read');
    const { avatar = null } = await this.see(callId, audienceOf(actor, named));
    if (avatar === null) throw new DomainError('avatar-not-set', 'The user has no avatar.');
    return this.pictures.read(callId);
  }

  private async see(callId: string, audience: PeopleAudience): Promise<Person> {
    const user = await this.users.read(callId);
    if (!user.active) {
      throw new DomainError('user-not-found', `There is no user ${JSON.stringify(callId)}.`);
    }
    return visiblePart(user, await this.visibility.fieldsFor(audience), audience);
  }
}
