import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
  Path,
  Post,
  Put,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type {
  GroupAddressBook,
  GroupAddressBookEntry,
  GroupAddressBookEntryList,
  GroupAddressBookReplacement,
  NewAddressBookEntry,
} from './address-book.schema.js';
import type { GroupBooksService } from './group-books.service.js';

@Route('v1/groups/{group}/address-book')
@Tags('Address books')
export class GroupBooksController extends Controller {
  constructor(
    private readonly books: GroupBooksService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Which groups the address book of a group shows: their members are in the address book of everybody in the group. Single entries have a list of their own.
   * @summary Read a group's address book
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   */
  @Get()
  @OperationId('getGroupAddressBook')
  @Security('oauth2', ['address-books:read'])
  async getGroupAddressBook(@Path() group: string): Promise<GroupAddressBook> {
    return this.books.get(this.actor, group);
  }

  /**
   * Makes these the groups that the address book of a group shows, and no others. A group may show itself.
   * @summary Replace a group's address book
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceGroupAddressBook')
  @Security('oauth2', ['address-books:write'])
  async replaceGroupAddressBook(
    @Path() group: string,
    @Body() body: GroupAddressBookReplacement,
    @Header('If-Match') ifMatch?: string,
  ): Promise<GroupAddressBook> {
    return this.books.replace(this.actor, group, body.groups, ifMatch);
  }

  /**
   * The single contacts in the address book of a group, in the order of the names shown.
   * @summary List the single entries of a group's address book
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all.
   */
  @Get('entries')
  @OperationId('listGroupAddressBookEntries')
  @Security('oauth2', ['address-books:read'])
  async listGroupAddressBookEntries(
    @Path() group: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<GroupAddressBookEntryList> {
    return this.books.listEntries(this.actor, group, { limit, cursor, total });
  }

  /**
   * Puts a single contact into the address book of a group, and so into that of everybody in the group, who cannot delete it there (rule 6.1).
   * @summary Add to a group's address book
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post('entries')
  @OperationId('createGroupAddressBookEntry')
  @Security('oauth2', ['address-books:write'])
  @SuccessResponse(201, 'Created')
  async createGroupAddressBookEntry(
    @Path() group: string,
    @Body() body: NewAddressBookEntry,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<GroupAddressBookEntry> {
    const entry = await this.books.addEntry(this.actor, group, body, idempotencyKey);
    this.setStatus(201);
    return entry;
  }

  /**
   * Takes a single contact out of the address book of a group.
   * @summary Delete from a group's address book
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   * @param entry The ID of the contact, as the list says it.
   */
  @Delete('entries/{entry}')
  @OperationId('deleteGroupAddressBookEntry')
  @Security('oauth2', ['address-books:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteGroupAddressBookEntry(@Path() group: string, @Path() entry: string): Promise<void> {
    await this.books.removeEntry(this.actor, group, entry);
  }
}
