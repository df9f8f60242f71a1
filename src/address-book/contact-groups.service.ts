/** Owns the contact groups of users, which nobody but the user sees (rule 6.2). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { isUuid, newId } from '../core/ids.js';
import type { Database, Transaction } from '../db/database.js';
import { once } from '../db/once.js';
import type { ContactGroup, ContactGroupPatch, NewContactGroup } from './address-book.schema.js';
import type { BookPeople, Owner } from './address-books.service.js';
import { contactGroupNotFound } from './arrangement.js';
import { lockBook } from './book-lock.js';
import { bounds } from './bounds.js';
import type { ContactGroupRow, ContactGroupsStore } from './contact-groups.store.js';
import type { EntriesStore } from './entries.store.js';
import { requireEditing, requireOwner, type AskedStanding, type Standings } from './standings.js';

type ContactGroupAction =
  | 'address-book.contact-group-created'
  | 'address-book.contact-group-changed'
  | 'address-book.contact-group-deleted';

export class ContactGroupsService {
  constructor(
    private readonly db: Database,
    private readonly store: ContactGroupsStore,
    private readonly entries: EntriesStore,
    private readonly people: BookPeople,
    private readonly standings: Standings,
    private readonly audit: AuditTrail,
  ) {}

  async list(actor: Actor, user: string, asked: AskedStanding): Promise<ContactGroup[]> {
    requireScope(actor, 'address-books:read');
    const owner = await this.open(actor, user, asked);
    return (await this.store.list(owner.id)).map(toContactGroup);
  }

  async get(actor: Actor, user: string, contactGroup: string, asked: AskedStanding): Promise<ContactGroup> {
    requireScope(actor, 'address-books:read');
    const owner = await this.open(actor, user, asked);
    return toContactGroup(await this.require(owner.id, contactGroup));
  }

  async create(
    actor: Actor,
    user: string,
    request: NewContactGroup,
    asked: AskedStanding,
    idempotencyKey?: string,
  ): Promise<ContactGroup> {
    requireScope(actor, 'address-books:write');
    const owner = await this.openToEdit(actor, user, asked);
    const body = { owner: owner.id, ...request };
    const onceRequest = { callerId: actor.id, key: idempotencyKey, operation: 'createContactGroup', body };
    return this.db.transaction((tx) =>
      once(tx, onceRequest, () => this.insert(tx, actor, owner, request.name)),
    );
  }

  async update(
    actor: Actor,
    user: string,
    contactGroup: string,
    patch: ContactGroupPatch,
    asked: AskedStanding,
    ifMatch?: string,
  ): Promise<ContactGroup> {
    requireScope(actor, 'address-books:write');
    const owner = await this.openToEdit(actor, user, asked);
    return this.db.transaction(async (tx) => {
      const row = await this.hold(tx, owner, contactGroup, ifMatch);
      if (patch.name === undefined || patch.name === row.name) return toContactGroup(row);
      await this.requireFree(tx, owner.id, patch.name, row.id);
      await this.store.rename(tx, row.id, patch.name);
      await this.record(tx, actor, 'address-book.contact-group-changed', owner, row.id);
      return toContactGroup({ ...row, name: patch.name });
    });
  }

  async delete(
    actor: Actor,
    user: string,
    contactGroup: string,
    asked: AskedStanding,
    ifMatch?: string,
  ): Promise<void> {
    requireScope(actor, 'address-books:write');
    const owner = await this.openToEdit(actor, user, asked);
    await this.db.transaction(async (tx) => {
      const row = await this.hold(tx, owner, contactGroup, ifMatch);
      await this.store.delete(tx, row.id);
      await this.record(tx, actor, 'address-book.contact-group-deleted', owner, row.id);
    });
  }

  /** A contact group of this owner. Throws `contact-group-not-found`. */
  async require(ownerId: string, id: string, tx?: Transaction): Promise<ContactGroupRow> {
    const row = isUuid(id) ? await this.store.find(ownerId, id.toLowerCase(), tx) : null;
    if (row === null) throw contactGroupNotFound(id);
    return row;
  }

  private async open(actor: Actor, user: string, asked: AskedStanding): Promise<Owner> {
    const owner = await this.people.require(user);
    requireOwner(await this.standings.of(actor, owner.id, asked));
    return owner;
  }

  private async openToEdit(actor: Actor, user: string, asked: AskedStanding): Promise<Owner> {
    const owner = await this.people.require(user);
    const standing = await this.standings.of(actor, owner.id, asked);
    requireOwner(standing);
    requireEditing(standing);
    return owner;
  }

  private async hold(tx: Transaction, owner: Owner, id: string, ifMatch?: string): Promise<ContactGroupRow> {
    await lockBook(tx, this.entries, owner);
    const row = await this.require(owner.id, id, tx);
    requireMatch(ifMatch, toContactGroup(row));
    return row;
  }

  private async insert(tx: Transaction, actor: Actor, owner: Owner, name: string): Promise<ContactGroup> {
    await lockBook(tx, this.entries, owner);
    await this.requireFree(tx, owner.id, name);
    if ((await this.store.list(owner.id, tx)).length >= bounds.contactGroups) {
      throw new DomainError(
        'address-book-full',
        `A user has ${bounds.contactGroups} contact groups at most.`,
      );
    }
    const id = newId();
    await this.store.create(tx, id, owner.id, name);
    await this.record(tx, actor, 'address-book.contact-group-created', owner, id);
    return { id, name };
  }

  private async requireFree(
    tx: Transaction,
    ownerId: string,
    name: string,
    exceptId?: string,
  ): Promise<void> {
    if (!(await this.store.isTaken(tx, ownerId, name, exceptId))) return;
    throw new DomainError('contact-group-name-taken', `There is a contact group ${JSON.stringify(name)}.`);
  }

  /** The log says that it happened, and never a name: it is for the owner alone. */
  private async record(
    tx: Transaction,
    actor: Actor,
    action: ContactGroupAction,
    owner: Owner,
    id: string,
  ): Promise<void> {
    const target = userEnd(owner);
    await this.audit.record(tx, actor, { action, target, related: { kind: 'contact-group', id, name: id } });
  }
}

function toContactGroup({ id, name }: Pick<ContactGroupRow, 'id' | 'name'>): ContactGroup {
  return { id, name };
}
