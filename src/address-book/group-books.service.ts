/** Owns the address books of groups: the whole groups and the single contacts that they show (rules 6.1, 6.4). */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import { once } from '../db/once.js';
import type { UserStatus } from '../users/index.js';
import type { GroupAddressBook, GroupAddressBookEntry, NewAddressBookEntry } from './address-book.schema.js';
import type { BookPeople } from './address-books.service.js';
import { bounds } from './bounds.js';
import type { Contacts } from './contacts.js';
import { callStringOf, endOf, toAddressBookUser, usersAmong } from './entry-representation.js';
import type { GroupBooksStore, GroupEntryRow, ShownGroupRow } from './group-books.store.js';

/** What address books need of groups. */
export interface BookGroups {
  /** By UUID, or as `ungrouped`, `federated`, `guests`. Throws `group-not-found`. */
  require(group: string, tx?: Transaction): Promise<ShownGroupRow>;
}

export interface GroupEntryQuery extends PageQuery {
  total?: boolean;
}

export class GroupBooksService {
  constructor(
    private readonly db: Database,
    private readonly store: GroupBooksStore,
    private readonly contacts: Contacts,
    private readonly groups: BookGroups,
    private readonly people: BookPeople,
    private readonly audit: AuditTrail,
    private readonly serverName: string,
  ) {}

  async get(actor: Actor, group: string): Promise<GroupAddressBook> {
    requireScope(actor, 'address-books:read');
    return { groups: await this.store.shown((await this.groups.require(group)).id) };
  }

  /** Makes these the groups that the book shows, and no others. */
  async replace(
    actor: Actor,
    group: string,
    groups: readonly string[],
    ifMatch?: string,
  ): Promise<GroupAddressBook> {
    requireScope(actor, 'address-books:write');
    return this.db.transaction(async (tx) => {
      const book = await this.hold(tx, group);
      const before = { groups: await this.store.shown(book.id, tx) };
      requireMatch(ifMatch, before);
      const wanted = await this.requireShowable(tx, groups);
      await this.store.show(
        tx,
        book.id,
        [...wanted].filter((id) => !before.groups.includes(id)),
      );
      await this.store.hide(
        tx,
        book.id,
        before.groups.filter((id) => !wanted.has(id)),
      );
      const after = { groups: await this.store.shown(book.id, tx) };
      if (String(before.groups) === String(after.groups)) return before;
      const change = { action: 'group.address-book-changed', target: targetOf(book), before, after } as const;
      await this.audit.record(tx, actor, change);
      return after;
    });
  }

  async listEntries(
    actor: Actor,
    group: string,
    query: GroupEntryQuery,
  ): Promise<Page<GroupAddressBookEntry>> {
    requireScope(actor, 'address-books:read');
    const page = pageRequest(query, 'group-address-book', ['text', 'id']);
    const { id } = await this.groups.require(group);
    const rows = await this.store.list(id, page);
    const statuses = await this.people.statusesOf(usersAmong(rows));
    const cursorOf = (row: GroupEntryRow) => encodeCursor('group-address-book', [row.nameKey, row.contactId]);
    const list = pageOf(rows, page.limit, cursorOf, (row) => this.show(row, statuses));
    return query.total === true ? { ...list, total: await this.store.count(id) } : list;
  }

  async addEntry(
    actor: Actor,
    group: string,
    request: NewAddressBookEntry,
    idempotencyKey?: string,
  ): Promise<GroupAddressBookEntry> {
    requireScope(actor, 'address-books:write');
    const { id } = await this.groups.require(group);
    const operation = 'createGroupAddressBookEntry';
    const onceRequest = {
      callerId: actor.id,
      key: idempotencyKey,
      operation,
      body: { group: id, ...request },
    };
    return this.db.transaction((tx) => once(tx, onceRequest, () => this.insert(tx, actor, id, request)));
  }

  async removeEntry(actor: Actor, group: string, entry: string): Promise<void> {
    requireScope(actor, 'address-books:write');
    await this.db.transaction(async (tx) => {
      const book = await this.hold(tx, group);
      const row = isUuid(entry) ? await this.store.find(tx, book.id, entry.toLowerCase()) : null;
      if (row === null) {
        throw new DomainError('entry-not-found', `${JSON.stringify(entry)} is not in this address book.`);
      }
      await this.store.delete(tx, book.id, row.contactId);
      const before = { displayName: row.displayName };
      const change = { action: 'group.address-book-entry-removed', ...endsOf(book, row), before } as const;
      await this.audit.record(tx, actor, change);
    });
  }

  private async hold(tx: Transaction, group: string): Promise<ShownGroupRow> {
    const { id } = await this.groups.require(group, tx);
    await this.store.lockBook(tx, id);
    return this.groups.require(id, tx);
  }

  /** The IDs. Throws `group-not-found`, or `group-not-showable` for what is never shown as a whole (rule 6.4). */
  private async requireShowable(tx: Transaction, groups: readonly string[]): Promise<ReadonlySet<string>> {
    const builtIn = groups.filter((group) => !isUuid(group));
    const ids = groups.filter((group) => isUuid(group)).map((group) => group.toLowerCase());
    for (const name of new Set(builtIn)) ids.push((await this.groups.require(name, tx)).id);
    const rowsById = new Map((await this.store.holdGroups(tx, ids)).map((row) => [row.id, row]));
    for (const id of ids) requireShowable(rowsById.get(id), id);
    return new Set(ids);
  }

  private async insert(
    tx: Transaction,
    actor: Actor,
    groupId: string,
    { callString, displayName }: NewAddressBookEntry,
  ): Promise<GroupAddressBookEntry> {
    const book = await this.hold(tx, groupId);
    const contact = await this.contacts.identify(tx, callString);
    if ((await this.store.find(tx, book.id, contact.id)) !== null) {
      throw new DomainError('entry-taken', `${JSON.stringify(callString)} is in the book of ${book.name}.`);
    }
    if ((await this.store.count(book.id, tx)) >= bounds.entries) {
      throw new DomainError('address-book-full', `The book holds ${bounds.entries} contacts already.`);
    }
    const name = displayName ?? (contact.userId === null ? contact.defaultName : null);
    await this.store.create(tx, book.id, contact, name);
    const row = (await this.store.find(tx, book.id, contact.id))!;
    const after = { displayName: row.displayName };
    const change = { action: 'group.address-book-entry-added', ...endsOf(book, row), after } as const;
    await this.audit.record(tx, actor, change);
    return this.show(row, await this.people.statusesOf(usersAmong([row]), tx));
  }

  private show(row: GroupEntryRow, statuses: ReadonlyMap<string, UserStatus>): GroupAddressBookEntry {
    return {
      id: row.contactId,
      callString: callStringOf(row, this.serverName),
      displayName: row.displayName,
      user: toAddressBookUser(row, statuses),
    };
  }
}

function requireShowable(row: ShownGroupRow | undefined, id: string): void {
  if (row === undefined) throw new DomainError('group-not-found', `There is no group ${JSON.stringify(id)}.`);
  if (row.kind === 'custom' || row.kind === 'ungrouped') return;
  throw new DomainError('group-not-showable', `${row.name} cannot be shown as a whole.`);
}

function targetOf({ id, name }: ShownGroupRow) {
  return { kind: 'group', id, name };
}

function endsOf(book: ShownGroupRow, row: GroupEntryRow) {
  return { target: targetOf(book), related: endOf(row) };
}
