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
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type {
  ContactGroup,
  ContactGroupList,
  ContactGroupPatch,
  NewContactGroup,
} from './address-book.schema.js';
import type { OwnAddressBookService } from './own-address-book.service.js';

@Route('v1/me/address-book/contact-groups')
@Tags('Myself')
export class MyContactGroupsController extends Controller {
  constructor(
    private readonly book: OwnAddressBookService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The contact groups of the user who asks, in the order of their names; nobody else sees them (rule 6.2). What is in one is listed by `contactGroup` of the address book.
   * @summary List my contact groups
   */
  @Get()
  @OperationId('listMyContactGroups')
  @Security('oauth2', ['me'])
  async listMyContactGroups(): Promise<ContactGroupList> {
    return { items: await this.book.listContactGroups(this.actor) };
  }

  /**
   * Creates a contact group of the user who asks, who needs the right `addressBookEditing` where the request comes from. Contacts are put into it by changing them.
   * @summary Create a contact group of mine
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post()
  @OperationId('createMyContactGroup')
  @Security('oauth2', ['me'])
  @SuccessResponse(201, 'Created')
  async createMyContactGroup(
    @Body() body: NewContactGroup,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<ContactGroup> {
    const group = await this.book.createContactGroup(this.actor, body, idempotencyKey);
    this.setStatus(201);
    this.setHeader('Location', `/v1/me/address-book/contact-groups/${group.id}`);
    return group;
  }

  /**
   * One contact group of the user who asks.
   * @summary Read a contact group of mine
   * @param contactGroup A UUID.
   */
  @Get('{contactGroup}')
  @OperationId('getMyContactGroup')
  @Security('oauth2', ['me'])
  async getMyContactGroup(@Path() contactGroup: string): Promise<ContactGroup> {
    return this.book.getContactGroup(this.actor, contactGroup);
  }

  /**
   * Renames a contact group of the user who asks, who needs the right `addressBookEditing` where the request comes from.
   * @summary Rename a contact group of mine
   * @param contactGroup A UUID.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{contactGroup}')
  @OperationId('updateMyContactGroup')
  @Security('oauth2', ['me'])
  async updateMyContactGroup(
    @Path() contactGroup: string,
    @Body() body: ContactGroupPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<ContactGroup> {
    return this.book.updateContactGroup(this.actor, contactGroup, body, ifMatch);
  }

  /**
   * Deletes a contact group of the user who asks, who needs the right `addressBookEditing` where the request comes from; its contacts stay in the address book.
   * @summary Delete a contact group of mine
   * @param contactGroup A UUID.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('{contactGroup}')
  @OperationId('deleteMyContactGroup')
  @Security('oauth2', ['me'])
  @SuccessResponse(204, 'Deleted')
  async deleteMyContactGroup(
    @Path() contactGroup: string,
    @Header('If-Match') ifMatch?: string,
  ): Promise<void> {
    await this.book.deleteContactGroup(this.actor, contactGroup, ifMatch);
  }
}
