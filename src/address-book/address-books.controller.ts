import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
  Patch,
  Path,
  Post,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type {
  ActingFor,
  AddressBookEntry,
  AddressBookEntryList,
  AddressBookEntryPatch,
  NewAddressBookEntry,
} from './address-book.schema.js';
import type { AddressBooksService } from './address-books.service.js';
import type { EntriesService } from './entries.service.js';

@Route('v1/users/{user}/address-book')
@Tags('Address books')
export class AddressBooksController extends Controller {
  constructor(
    private readonly books: AddressBooksService,
    private readonly entries: EntriesService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Everybody in the address book of a user, each once, in the order of the names shown: what the books of the user's groups show, what an administrator gave this user, and what the user added (rule 6.1). Each says where it comes from. Who is deactivated is there with the status `inactive`.
   * @summary List an address book
   * @param user A UUID, a login, or a call ID of this server.
   * @param q Part of the name shown, of the call string, or of an alias that leads there; fewer than three characters match the beginning (rule 6.5).
   * @param contactGroup Only what is in this contact group of the owner; with `as=owner`.
   * @param as On behalf of the owner, who alone sees contact groups, and may delete what rule 6.1 allows.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listAddressBookEntries')
  @Security('oauth2', ['address-books:read'])
  async listAddressBookEntries(
    @Path() user: string,
    @Query() q?: string,
    @Query() contactGroup?: string,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<AddressBookEntryList> {
    return this.books.list(this.actor, user, { q, contactGroup, as, clientIp, limit, cursor, total });
  }

  /**
   * Puts a contact into the address book of one user: given by the administrator, or with `as=owner` added by the user, who needs the right `addressBookEditing` for it (rule 6.2).
   * @summary Add to an address book
   * @param user A UUID, a login, or a call ID of this server.
   * @param as On behalf of the owner.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post('entries')
  @OperationId('createAddressBookEntry')
  @Security('oauth2', ['address-books:write'])
  @SuccessResponse(201, 'Created')
  async createAddressBookEntry(
    @Path() user: string,
    @Body() body: NewAddressBookEntry,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<AddressBookEntry> {
    const entry = await this.entries.add(this.actor, user, body, { as, clientIp }, idempotencyKey);
    this.setStatus(201);
    this.setHeader('Location', `/v1/users/${encodeURIComponent(user)}/address-book/entries/${entry.id}`);
    return entry;
  }

  /**
   * One contact in the address book of a user, whoever put it there.
   * @summary Read an address book entry
   * @param user A UUID, a login, or a call ID of this server.
   * @param entry The ID of the contact, as the list says it.
   * @param as On behalf of the owner.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   */
  @Get('entries/{entry}')
  @OperationId('getAddressBookEntry')
  @Security('oauth2', ['address-books:read'])
  async getAddressBookEntry(
    @Path() user: string,
    @Path() entry: string,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
  ): Promise<AddressBookEntry> {
    return this.books.get(this.actor, user, entry, { as, clientIp });
  }

  /**
   * Changes how a contact is shown to this user alone, also one that a group shows: its name, and with `as=owner` the contact groups that it is in. Nobody else's book changes.
   * @summary Rename or arrange a contact
   * @param user A UUID, a login, or a call ID of this server.
   * @param entry The ID of the contact, as the list says it.
   * @param as On behalf of the owner, who needs the right `addressBookEditing`.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('entries/{entry}')
  @OperationId('updateAddressBookEntry')
  @Security('oauth2', ['address-books:write'])
  async updateAddressBookEntry(
    @Path() user: string,
    @Path() entry: string,
    @Body() body: AddressBookEntryPatch,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
    @Header('If-Match') ifMatch?: string,
  ): Promise<AddressBookEntry> {
    return this.entries.update(this.actor, user, entry, body, { as, clientIp }, ifMatch);
  }

  /**
   * Deletes what was added to this book singly, whether an administrator gave it or the user added it, with the name it was given here. What a group shows stays shown (rule 6.1).
   * @summary Delete from an address book
   * @param user A UUID, a login, or a call ID of this server.
   * @param entry The ID of the contact, as the list says it.
   * @param as On behalf of the owner, who needs the right `addressBookEditing`.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('entries/{entry}')
  @OperationId('deleteAddressBookEntry')
  @Security('oauth2', ['address-books:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteAddressBookEntry(
    @Path() user: string,
    @Path() entry: string,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
    @Header('If-Match') ifMatch?: string,
  ): Promise<void> {
    await this.entries.remove(this.actor, user, entry, { as, clientIp }, ifMatch);
  }
}
