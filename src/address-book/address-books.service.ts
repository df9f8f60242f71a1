/** Owns what somebody sees in their address book (rules 6.1, 6.3, 6.5). */
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Transaction } from '../db/database.js';
import type { UserStatus } from '../users/index.js';
import type { AddressBookEntry } from './address-book.schema.js';
import type { BookRow, BookStore } from './book.store.js';
import { toEntry, usersAmong } from './entry-representation.js';
import { searchFor } from './search.js';
import { requireOwner, type AskedStanding, type Standing, type Standings } from './standings.js';

/** The owner of a book. */
export interface Owner {
  id: string;
  login: string;
}

/** What address books need of users. */
export interface BookPeople {
  /** Throws `user-not-found`. */
  require(user: string, tx?: Transaction): Promise<Owner>;
  /** The IDs of the users, in the order asked; null for an unknown one. */
  identify(users: readonly string[]): Promise<(string | null)[]>;
  /** The status of each, by ID. */
  statusesOf(
    users: readonly { id: string; active: boolean }[],
    tx?: Transaction,
  ): Promise<ReadonlyMap<string, UserStatus>>;
}

/** What a book needs of the contact groups of its owner. */
export interface OwnContactGroups {
  /** Throws `contact-group-not-found`. */
  require(ownerId: string, contactGroup: string): Promise<{ id: string }>;
}

export interface BookQuery extends PageQuery, AskedStanding {
  q?: string;
  contactGroup?: string;
  total?: boolean;
}

export class AddressBooksService {
  constructor(
    private readonly store: BookStore,
    private readonly contactGroups: OwnContactGroups,
    private readonly people: BookPeople,
    private readonly standings: Standings,
    private readonly serverName: string,
  ) {}

  async list(actor: Actor, user: string, query: BookQuery): Promise<Page<AddressBookEntry>> {
    requireScope(actor, 'address-books:read');
    const page = pageRequest(query, 'address-book', ['text', 'id']);
    const ownerId = await this.identify(user);
    const standing = await this.standings.of(actor, ownerId, query);
    const contactGroupId = await this.contactGroupOf(ownerId, standing, query.contactGroup);
    const filter = { ownerId, contactGroupId, search: searchFor(query.q, this.serverName) };
    const rows = await this.store.list(filter, { after: page.after, limit: page.limit + 1 });
    const statuses = await this.people.statusesOf(usersAmong(rows));
    const list = pageOf(rows, page.limit, cursorOf, (row) => this.show(row, statuses, standing));
    return query.total === true ? { ...list, total: await this.store.count(filter) } : list;
  }

  async get(actor: Actor, user: string, entry: string, asked: AskedStanding): Promise<AddressBookEntry> {
    requireScope(actor, 'address-books:read');
    const ownerId = await this.identify(user);
    const standing = await this.standings.of(actor, ownerId, asked);
    return this.showOne(await this.require(ownerId, entry), standing);
  }

  /** The contact as it stands in the book. Throws `entry-not-found`. */
  async require(ownerId: string, contactId: string, tx?: Transaction): Promise<BookRow> {
    const row = isUuid(contactId) ? await this.find(ownerId, contactId, tx) : null;
    if (row !== null) return row;
    throw new DomainError('entry-not-found', `${JSON.stringify(contactId)} is not in this address book.`);
  }

  async find(ownerId: string, contactId: string, tx?: Transaction): Promise<BookRow | null> {
    const filter = { ownerId, contactId: contactId.toLowerCase() };
    return (await this.store.list(filter, { after: null, limit: 1 }, tx))[0] ?? null;
  }

  async showOne(row: BookRow, standing: Standing, tx?: Transaction): Promise<AddressBookEntry> {
    return this.show(row, await this.people.statusesOf(usersAmong([row]), tx), standing);
  }

  private async contactGroupOf(
    ownerId: string,
    standing: Standing,
    contactGroup: string | undefined,
  ): Promise<string | undefined> {
    if (contactGroup === undefined) return undefined;
    requireOwner(standing);
    return (await this.contactGroups.require(ownerId, contactGroup)).id;
  }

  /** Whose book it is. Throws `user-not-found`. */
  private async identify(user: string): Promise<string> {
    const [id] = await this.people.identify([user]);
    if (typeof id === 'string') return id;
    throw new DomainError('user-not-found', `There is no user ${JSON.stringify(user)}.`);
  }

  private show(
    row: BookRow,
    statuses: ReadonlyMap<string, UserStatus>,
    standing: Standing,
  ): AddressBookEntry {
    return toEntry(row, statuses, standing, this.serverName);
  }
}

function cursorOf(row: BookRow): string {
  return encodeCursor('address-book', [row.nameKey, row.contactId]);
}
