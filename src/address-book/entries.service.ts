/** Owns the changes of somebody's address book: contacts that come, are renamed and arranged, and go (rules 6.1–6.3). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import type { Database, Transaction } from '../db/database.js';
import { once } from '../db/once.js';
import { foldName } from '../names/index.js';
import type { AddressBookEntry, AddressBookEntryPatch, NewAddressBookEntry } from './address-book.schema.js';
import type { AddressBooksService, BookPeople, Owner } from './address-books.service.js';
import type { Arrangement } from './arrangement.js';
import type { BookRow } from './book.store.js';
import { lockBook } from './book-lock.js';
import { bounds } from './bounds.js';
import type { Contact } from './contact.js';
import type { Contacts } from './contacts.js';
import type { EntriesStore, EntryState } from './entries.store.js';
import { endOf, withAnyStatus } from './entry-representation.js';
import {
  requireEditing,
  requireOwner,
  type AskedStanding,
  type Standing,
  type Standings,
} from './standings.js';

export class EntriesService {
  constructor(
    private readonly db: Database,
    private readonly store: EntriesStore,
    private readonly books: AddressBooksService,
    private readonly contacts: Contacts,
    private readonly arrangement: Arrangement,
    private readonly people: BookPeople,
    private readonly standings: Standings,
    private readonly audit: AuditTrail,
  ) {}

  async add(
    actor: Actor,
    user: string,
    request: NewAddressBookEntry,
    asked: AskedStanding,
    idempotencyKey?: string,
  ): Promise<AddressBookEntry> {
    requireScope(actor, 'address-books:write');
    const { owner, standing } = await this.open(actor, user, asked);
    const body = { owner: owner.id, as: asked.as, ...request };
    const operation = 'createAddressBookEntry';
    const onceRequest = { callerId: actor.id, key: idempotencyKey, operation, body };
    return this.db.transaction((tx) =>
      once(tx, onceRequest, () => this.insert(tx, actor, owner, standing, request)),
    );
  }

  /** Renames a contact for the owner of the book, and puts it into contact groups. */
  async update(
    actor: Actor,
    user: string,
    entry: string,
    patch: AddressBookEntryPatch,
    asked: AskedStanding,
    ifMatch?: string,
  ): Promise<AddressBookEntry> {
    requireScope(actor, 'address-books:write');
    const { owner, standing } = await this.open(actor, user, asked);
    if (patch.contactGroups !== undefined) requireOwner(standing);
    return this.db.transaction(async (tx) => {
      const row = await this.hold(tx, owner, entry, standing, ifMatch);
      const isRenamed =
        patch.displayName !== undefined && (await this.rename(tx, owner, row, patch.displayName));
      const isArranged =
        patch.contactGroups !== undefined &&
        (await this.arrangement.replace(
          tx,
          owner.id,
          contactOf(row),
          row.contactGroups,
          patch.contactGroups,
        ));
      const after = isRenamed || isArranged ? await this.books.require(owner.id, row.contactId, tx) : row;
      if (isRenamed || isArranged)
        await this.record(tx, actor, 'address-book.entry-changed', owner, row, after);
      return this.books.showOne(after, standing, tx);
    });
  }

  /** Takes away what was added singly; what a group shows stays. */
  async remove(
    actor: Actor,
    user: string,
    entry: string,
    asked: AskedStanding,
    ifMatch?: string,
  ): Promise<void> {
    requireScope(actor, 'address-books:write');
    const { owner, standing } = await this.open(actor, user, asked);
    await this.db.transaction(async (tx) => {
      const row = await this.hold(tx, owner, entry, standing, ifMatch);
      // Rule 6.1: what a group shows is the group's.
      if (!row.isGivenByAdministrator && !row.isAddedByUser) {
        throw new DomainError('entry-of-group', `Only groups show ${JSON.stringify(row.displayName)} here.`);
      }
      await this.store.delete(tx, owner.id, row.contactId);
      if (row.groups.length === 0) await this.arrangement.forget(tx, row.contactGroups, row.contactId);
      await this.record(tx, actor, 'address-book.entry-removed', owner, row);
    });
  }

  /** Whose book it is, and that whoever asks may change it. */
  private async open(actor: Actor, user: string, asked: AskedStanding) {
    const owner = await this.people.require(user);
    const standing = await this.standings.of(actor, owner.id, asked);
    requireEditing(standing);
    return { owner, standing };
  }

  /** The contact, which neither the book nor its own end changes until the transaction ends. */
  private async hold(
    tx: Transaction,
    owner: Owner,
    entry: string,
    standing: Standing,
    ifMatch: string | undefined,
  ): Promise<BookRow> {
    await lockBook(tx, this.store, owner);
    const { contactId } = await this.books.require(owner.id, entry, tx);
    await this.contacts.hold(tx, contactId);
    const row = await this.books.require(owner.id, contactId, tx);
    requireMatch(ifMatch, ...withAnyStatus(await this.books.showOne(row, standing, tx)));
    return row;
  }

  private async insert(
    tx: Transaction,
    actor: Actor,
    owner: Owner,
    standing: Standing,
    request: NewAddressBookEntry,
  ): Promise<AddressBookEntry> {
    await lockBook(tx, this.store, owner);
    const contact = await this.contacts.identify(tx, request.callString);
    if (contact.id === owner.id) {
      throw new DomainError('own-entry', `${JSON.stringify(request.callString)} is the owner of the book.`);
    }
    const before = await this.store.find(tx, owner.id, contact.id);
    const state = added(before, contact, standing, request.displayName);
    if (before === null) await this.create(tx, owner, contact, state);
    else await this.store.update(tx, owner.id, contact.id, state);
    const row = await this.books.require(owner.id, contact.id, tx);
    await this.record(tx, actor, 'address-book.entry-added', owner, undefined, row);
    return this.books.showOne(row, standing, tx);
  }

  private async create(tx: Transaction, owner: Owner, contact: Contact, state: EntryState): Promise<void> {
    if ((await this.store.count(tx, owner.id)) >= bounds.entries) {
      throw new DomainError('address-book-full', `The book holds ${bounds.entries} contacts already.`);
    }
    await this.store.create(tx, owner.id, contact, state);
  }

  /** Whether anything changed. */
  private async rename(tx: Transaction, owner: Owner, row: BookRow, name: string | null): Promise<boolean> {
    const contact = contactOf(row);
    const before = await this.store.find(tx, owner.id, contact.id);
    const isEntry = before !== null && (before.isGivenByAdministrator || before.isAddedByUser);
    const displayName = name ?? (isEntry && contact.userId === null ? contact.defaultName : null);
    if ((before?.displayName ?? null) === displayName) return false;
    const state = { isGivenByAdministrator: false, isAddedByUser: false, ...pick(before), displayName };
    if (before === null) await this.create(tx, owner, contact, state);
    else if (displayName === null && !isEntry) await this.store.delete(tx, owner.id, contact.id);
    else await this.store.update(tx, owner.id, contact.id, state);
    return true;
  }

  private async record(
    tx: Transaction,
    actor: Actor,
    action: 'address-book.entry-added' | 'address-book.entry-changed' | 'address-book.entry-removed',
    owner: Owner,
    before?: BookRow,
    after?: BookRow,
  ): Promise<void> {
    const related = endOf((after ?? before)!);
    const target = userEnd(owner);
    const states = { before: before && stateOf(before), after: after && stateOf(after) };
    await this.audit.record(tx, actor, { action, target, related, ...states });
  }
}

/** What is there once whoever asks has added the contact. Throws `entry-taken` when they did before. */
function added(
  before: EntryState | null,
  contact: Contact,
  standing: Standing,
  displayName: string | undefined,
): EntryState {
  const now = { isGivenByAdministrator: false, isAddedByUser: false, ...pick(before) };
  const mark = standing.kind === 'owner' ? 'isAddedByUser' : 'isGivenByAdministrator';
  if (now[mark]) throw new DomainError('entry-taken', 'The contact was added before.');
  const present = before?.displayName ?? (contact.userId === null ? contact.defaultName : null);
  return { ...now, [mark]: true, displayName: displayName ?? present };
}

function pick(state: EntryState | null): Partial<EntryState> {
  return state === null
    ? {}
    : { isGivenByAdministrator: state.isGivenByAdministrator, isAddedByUser: state.isAddedByUser };
}

function contactOf({ contactId: id, login, pickupId, callString }: BookRow): Contact {
  return {
    id,
    userId: login === null ? null : id,
    pickupGroupId: pickupId === null ? null : id,
    callString,
    callKey: callString === null ? null : foldName(callString),
    defaultName: callString ?? pickupId ?? '',
  };
}

function stateOf({ displayName, isGivenByAdministrator, isAddedByUser, contactGroups }: BookRow) {
  return {
    displayName,
    givenByAdministrator: isGivenByAdministrator,
    addedByUser: isAddedByUser,
    contactGroups,
  };
}
