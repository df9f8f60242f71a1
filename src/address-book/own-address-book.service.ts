/**
 * Owns what users do in their own address book (rules 2.12, 6.1, 6.2): they are its owner by who they are, and the right
 * `addressBookEditing` counts as it is where their request comes from.
 */
import { requireUser, type Actor } from '../core/actor.js';
import type { Page } from '../core/page.js';
import type {
  AddressBookEntry,
  AddressBookEntryPatch,
  ContactGroup,
  ContactGroupPatch,
  NewAddressBookEntry,
  NewContactGroup,
} from './address-book.schema.js';
import type { AddressBooksService, BookQuery } from './address-books.service.js';
import type { ContactGroupsService } from './contact-groups.service.js';
import type { EntriesService } from './entries.service.js';
import type { AskedStanding } from './standings.js';

export class OwnAddressBookService {
  constructor(
    private readonly books: AddressBooksService,
    private readonly entries: EntriesService,
    private readonly contactGroups: ContactGroupsService,
  ) {}

  async list(actor: Actor, query: Omit<BookQuery, keyof AskedStanding>): Promise<Page<AddressBookEntry>> {
    const id = requireUser(actor);
    return this.books.list(inOwnBook(actor), id, { ...query, ...asOwner(actor) });
  }

  async get(actor: Actor, entry: string): Promise<AddressBookEntry> {
    const id = requireUser(actor);
    return this.books.get(inOwnBook(actor), id, entry, asOwner(actor));
  }

  async add(actor: Actor, request: NewAddressBookEntry, idempotencyKey?: string): Promise<AddressBookEntry> {
    const id = requireUser(actor);
    return this.entries.add(inOwnBook(actor), id, request, asOwner(actor), idempotencyKey);
  }

  async update(
    actor: Actor,
    entry: string,
    patch: AddressBookEntryPatch,
    ifMatch?: string,
  ): Promise<AddressBookEntry> {
    const id = requireUser(actor);
    return this.entries.update(inOwnBook(actor), id, entry, patch, asOwner(actor), ifMatch);
  }

  async remove(actor: Actor, entry: string, ifMatch?: string): Promise<void> {
    const id = requireUser(actor);
    await this.entries.remove(inOwnBook(actor), id, entry, asOwner(actor), ifMatch);
  }

  async listContactGroups(actor: Actor): Promise<ContactGroup[]> {
    const id = requireUser(actor);
    return this.contactGroups.list(inOwnBook(actor), id, asOwner(actor));
  }

  async getContactGroup(actor: Actor, contactGroup: string): Promise<ContactGroup> {
    const id = requireUser(actor);
    return this.contactGroups.get(inOwnBook(actor), id, contactGroup, asOwner(actor));
  }

  async createContactGroup(
    actor: Actor,
    request: NewContactGroup,
    idempotencyKey?: string,
  ): Promise<ContactGroup> {
    const id = requireUser(actor);
    return this.contactGroups.create(inOwnBook(actor), id, request, asOwner(actor), idempotencyKey);
  }

  async updateContactGroup(
    actor: Actor,
    contactGroup: string,
    patch: ContactGroupPatch,
    ifMatch?: string,
  ): Promise<ContactGroup> {
    const id = requireUser(actor);
    return this.contactGroups.update(inOwnBook(actor), id, contactGroup, patch, asOwner(actor), ifMatch);
  }

  async deleteContactGroup(actor: Actor, contactGroup: string, ifMatch?: string): Promise<void> {
    const id = requireUser(actor);
    await this.contactGroups.delete(inOwnBook(actor), id, contactGroup, asOwner(actor), ifMatch);
  }
}

/** For the caller's own book nobody needs a scope about others; the address is the request's and nobody's word. */
function inOwnBook(actor: Actor): Actor {
  return { ...actor, scopes: new Set(['address-books:read', 'address-books:write', 'zone:assert']) };
}

/** Where no address can be believed, the external zone decides (rule 7.2). */
function asOwner({ address }: Actor): AskedStanding {
  return { as: 'owner', clientIp: address ?? undefined };
}
