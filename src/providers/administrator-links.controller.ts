import {
  Body,
  Controller,
  Delete,
  Get,
  OperationId,
  Path,
  Put,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { LinksService } from './links.service.js';
import type { NewProviderLink, ProviderLink, ProviderLinkList } from './providers.schema.js';

@Route('v1/administrators/{administrator}/provider-links')
@Tags('Providers')
export class AdministratorLinksController extends Controller {
  constructor(
    private readonly links: LinksService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * As whom the providers know the administrator (rule 8.5).
   * @summary List the provider links of an administrator
   * @param administrator The ID of the administrator.
   */
  @Get()
  @OperationId('listAdministratorProviderLinks')
  @Security('oauth2', ['admin'])
  async listAdministratorProviderLinks(@Path() administrator: string): Promise<ProviderLinkList> {
    return { items: await this.links.list(this.actor, administrator) };
  }

  /**
   * Says which subject of the provider is this administrator. They can then sign in there in the realm `administrators`;
   * without a link nobody can, whatever the provider calls them. The caller needs every scope of the administrator.
   * @summary Link an administrator to a subject of a provider
   * @param administrator The ID of the administrator.
   * @param provider A UUID.
   */
  @Put('{provider}')
  @OperationId('replaceAdministratorProviderLink')
  @Security('oauth2', ['admin'])
  async replaceAdministratorProviderLink(
    @Path() administrator: string,
    @Path() provider: string,
    @Body() body: NewProviderLink,
  ): Promise<ProviderLink> {
    return this.links.replace(this.actor, administrator, provider, body);
  }

  /**
   * Takes the link back: the administrator cannot sign in through the provider any more. Sessions stay.
   * @summary Remove the link of an administrator to a provider
   * @param administrator The ID of the administrator.
   * @param provider A UUID.
   */
  @Delete('{provider}')
  @OperationId('deleteAdministratorProviderLink')
  @Security('oauth2', ['admin'])
  @SuccessResponse(204, 'Removed')
  async deleteAdministratorProviderLink(
    @Path() administrator: string,
    @Path() provider: string,
  ): Promise<void> {
    await this.links.delete(this.actor, administrator, provider);
  }
}
