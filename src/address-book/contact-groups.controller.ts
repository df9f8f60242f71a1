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
  ContactGroup,
  ContactGroupList,
  ContactGroupPatch,
  NewContactGroup,
} from './address-book.schema.js';
import type { ContactGroupsService } from './contact-groups.service.js';

@Route('v1/users/{user}/address-book/contact-groups')
@Tags('Address books')
export class ContactGroupsController extends Controller {
  constructor(
    private readonly contactGroups: ContactGroupsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The contact groups of a user, in the order of their names; for the owner alone (rule 6.2). What is in one is listed by `contactGroup` of the address book.
   * @summary List contact groups
   * @param user A UUID, a login, or a call ID of this server.
   * @param as On behalf of the owner.
   * @param clientIp The address the owner comes from.
   * @maxLength clientIp 100
   */
  @Get()
  @OperationId('listContactGroups')
  @Security('oauth2', ['address-books:read'])
  async listContactGroups(
    @Path() user: string,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
  ): Promise<ContactGroupList> {
    return { items: await this.contactGroups.list(this.actor, user, { as, clientIp }) };
  }

  /**
   * Creates a contact group of a user, who needs the right `addressBookEditing`. Contacts are put into it by changing them.
   * @summary Create a contact group
   * @param user A UUID, a login, or a call ID of this server.
   * @param as On behalf of the owner.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post()
  @OperationId('createContactGroup')
  @Security('oauth2', ['address-books:write'])
  @SuccessResponse(201, 'Created')
  async createContactGroup(
    @Path() user: string,
    @Body() body: NewContactGroup,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<ContactGroup> {
    const group = await this.contactGroups.create(this.actor, user, body, { as, clientIp }, idempotencyKey);
    this.setStatus(201);
    this.setHeader(
      'Location',
      `/v1/users/${encodeURIComponent(user)}/address-book/contact-groups/${group.id}`,
    );
    return group;
  }

  /**
   * One contact group, for its owner alone.
   * @summary Read a contact group
   * @param user A UUID, a login, or a call ID of this server.
   * @param contactGroup A UUID.
   * @param as On behalf of the owner.
   * @param clientIp The address the owner comes from.
   * @maxLength clientIp 100
   */
  @Get('{contactGroup}')
  @OperationId('getContactGroup')
  @Security('oauth2', ['address-books:read'])
  async getContactGroup(
    @Path() user: string,
    @Path() contactGroup: string,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
  ): Promise<ContactGroup> {
    return this.contactGroups.get(this.actor, user, contactGroup, { as, clientIp });
  }

  /**
   * Renames a contact group.
   * @summary Rename a contact group
   * @param user A UUID, a login, or a call ID of this server.
   * @param contactGroup A UUID.
   * @param as On behalf of the owner, who needs the right `addressBookEditing`.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{contactGroup}')
  @OperationId('updateContactGroup')
  @Security('oauth2', ['address-books:write'])
  async updateContactGroup(
    @Path() user: string,
    @Path() contactGroup: string,
    @Body() body: ContactGroupPatch,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
    @Header('If-Match') ifMatch?: string,
  ): Promise<ContactGroup> {
    return this.contactGroups.update(this.actor, user, contactGroup, body, { as, clientIp }, ifMatch);
  }

  /**
   * Deletes a contact group; its contacts stay in the address book.
   * @summary Delete a contact group
   * @param user A UUID, a login, or a call ID of this server.
   * @param contactGroup A UUID.
   * @param as On behalf of the owner, who needs the right `addressBookEditing`.
   * @param clientIp The address the owner comes from; it decides the zone. Without it the zone is external.
   * @maxLength clientIp 100
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('{contactGroup}')
  @OperationId('deleteContactGroup')
  @Security('oauth2', ['address-books:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteContactGroup(
    @Path() user: string,
    @Path() contactGroup: string,
    @Query() as?: ActingFor,
    @Query() clientIp?: string,
    @Header('If-Match') ifMatch?: string,
  ): Promise<void> {
    await this.contactGroups.delete(this.actor, user, contactGroup, { as, clientIp }, ifMatch);
  }
}
