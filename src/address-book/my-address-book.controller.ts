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
  AddressBookEntry,
  AddressBookEntryList,
  AddressBookEntryPatch,
  NewAddressBookEntry,
} from './address-book.schema.js';
import type { OwnAddressBookService } from './own-address-book.service.js';

@Route('v1/me/address-book')
@Tags('Myself')
export class MyAddressBookController extends Controller {
  constructor(
    private readonly book: OwnAddressBookService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Everybody in the address book of the user who asks, each once, in the order of the names shown: what the books of the user's groups show, what an administrator gave, and what the user added (rule 6.1). Each says where it comes from, and whether it may be deleted from where the request comes.
   * @summary List my address book
   * @param q Part of the name shown, of the call string, or of an alias that leads there; fewer than three characters match the beginning (rule 6.5).
   * @param contactGroup Only what is in this contact group.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listMyAddressBookEntries')
  @Security('oauth2', ['me'])
  async listMyAddressBookEntries(
    @Query() q?: string,
    @Query() contactGroup?: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<AddressBookEntryList> {
    return this.book.list(this.actor, { q, contactGroup, limit, cursor, total });
  }

  /**
   * Puts a contact into the address book of the user who asks, for which they need the right `addressBookEditing` where the request comes from (rule 6.2).
   * @summary Add to my address book
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post('entries')
  @OperationId('createMyAddressBookEntry')
  @Security('oauth2', ['me'])
  @SuccessResponse(201, 'Created')
  async createMyAddressBookEntry(
    @Body() body: NewAddressBookEntry,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<AddressBookEntry> {
    const entry = await this.book.add(this.actor, body, idempotencyKey);
    this.setStatus(201);
    this.setHeader('Location', `/v1/me/address-book/entries/${entry.id}`);
    return entry;
  }

  /**
   * One contact in the address book of the user who asks, whoever put it there.
   * @summary Read a contact of mine
   * @param entry The ID of the contact, as the list says it.
   */
  @Get('entries/{entry}')
  @OperationId('getMyAddressBookEntry')
  @Security('oauth2', ['me'])
  async getMyAddressBookEntry(@Path() entry: string): Promise<AddressBookEntry> {
    return this.book.get(this.actor, entry);
  }

  /**
   * Changes how a contact is shown to the user who asks, also one that a group shows: its name, and the contact groups that it is in. They need the right `addressBookEditing` where the request comes from (rule 6.2).
   * @summary Rename or arrange a contact of mine
   * @param entry The ID of the contact, as the list says it.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('entries/{entry}')
  @OperationId('updateMyAddressBookEntry')
  @Security('oauth2', ['me'])
  async updateMyAddressBookEntry(
    @Path() entry: string,
    @Body() body: AddressBookEntryPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<AddressBookEntry> {
    return this.book.update(this.actor, entry, body, ifMatch);
  }

  /**
   * Deletes what was added to the book of the user who asks singly, whether they added it or an administrator gave it. What a group shows stays shown (rule 6.1). They need the right `addressBookEditing` where the request comes from.
   * @summary Delete from my address book
   * @param entry The ID of the contact, as the list says it.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('entries/{entry}')
  @OperationId('deleteMyAddressBookEntry')
  @Security('oauth2', ['me'])
  @SuccessResponse(204, 'Deleted')
  async deleteMyAddressBookEntry(@Path() entry: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.book.remove(this.actor, entry, ifMatch);
  }
}
