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

@Route('v1/users/{user}/provider-links')
@Tags('Providers')
export class ProviderLinksController extends Controller {
  constructor(
    private readonly links: LinksService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * As whom the providers know the user (rule 8.5).
   * @summary List the provider links of a user
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Get()
  @OperationId('listProviderLinks')
  @Security('oauth2', ['providers:read'])
  async listProviderLinks(@Path() user: string): Promise<ProviderLinkList> {
    return { items: await this.links.list(this.actor, user) };
  }

  /**
   * Says which subject of the provider is this user, before or after they first sign in there. Whoever may do this decides
   * who can sign in as the user.
   * @summary Link a user to a subject of a provider
   * @param user A UUID, a login, or a call ID of this server.
   * @param provider A UUID.
   */
  @Put('{provider}')
  @OperationId('replaceProviderLink')
  @Security('oauth2', ['providers:write'])
  async replaceProviderLink(
    @Path() user: string,
    @Path() provider: string,
    @Body() body: NewProviderLink,
  ): Promise<ProviderLink> {
    return this.links.replace(this.actor, user, provider, body);
  }

  /**
   * Takes the link back. Where the provider may name logins, the next sign-in can make a new one.
   * @summary Remove the link of a user to a provider
   * @param user A UUID, a login, or a call ID of this server.
   * @param provider A UUID.
   */
  @Delete('{provider}')
  @OperationId('deleteProviderLink')
  @Security('oauth2', ['providers:write'])
  @SuccessResponse(204, 'Removed')
  async deleteProviderLink(@Path() user: string, @Path() provider: string): Promise<void> {
    await this.links.delete(this.actor, user, provider);
  }
}
