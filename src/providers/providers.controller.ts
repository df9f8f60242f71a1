import type { Request as ExpressRequest } from 'express';
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
  Put,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import { bytesAnswer, type MediaAnswer } from '../core/media-answer.js';
import type {
  NewProvider,
  Provider,
  ProviderList,
  ProviderPatch,
  ProviderStatus,
} from './providers.schema.js';
import type { ProvidersService } from './providers.service.js';

/** An icon is a picture and nothing else, wherever it is opened; pages of other origins may show it. */
const iconHeaders = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cache-Control': 'public, max-age=300',
};

@Route('v1/providers')
@Tags('Providers')
export class ProvidersController extends Controller {
  constructor(
    private readonly providers: ProvidersService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The three methods that are always there, then the providers in the order in which they were added (rule 8.1).
   * @summary List sign-in methods and providers
   */
  @Get()
  @OperationId('listProviders')
  @Security('oauth2', ['providers:read'])
  async listProviders(): Promise<ProviderList> {
    return { items: await this.providers.list(this.actor) };
  }

  /**
   * Adds an OAuth 2.0 / OpenID Connect provider. People can use it once it is switched on and a zone names it among its
   * methods. AD FS is kept, and works in LDAP mode only; Outlook is refused until there is one (rule 8.3).
   * @summary Add a provider
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post()
  @OperationId('createProvider')
  @Security('oauth2', ['providers:write'])
  @SuccessResponse(201, 'Created')
  async createProvider(
    @Body() body: NewProvider,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<Provider> {
    const provider = await this.providers.create(this.actor, body, idempotencyKey);
    this.setStatus(201);
    this.setHeader('Location', `/v1/providers/${provider.id}`);
    return provider;
  }

  /**
   * @summary Read a sign-in method or provider
   * @param provider A UUID, or `password`, `ntlm`, `kerberos`.
   */
  @Get('{provider}')
  @OperationId('getProvider')
  @Security('oauth2', ['providers:read'])
  async getProvider(@Path() provider: string): Promise<Provider> {
    return this.providers.get(this.actor, provider);
  }

  /**
   * Changes a provider, or switches it or one of the three methods. What is switched off stops its sign-ins and refreshes
   * at once (rule 8.8).
   * @summary Change a sign-in method or provider
   * @param provider A UUID, or `password`, `ntlm`, `kerberos`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{provider}')
  @OperationId('updateProvider')
  @Security('oauth2', ['providers:write'])
  async updateProvider(
    @Path() provider: string,
    @Body() body: ProviderPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Provider> {
    return this.providers.update(this.actor, provider, body, ifMatch);
  }

  /**
   * Removes a provider, its links to users and its place in the zones; its sign-ins and refreshes stop at once (rule 8.8).
   * @summary Remove a provider
   * @param provider A UUID.
   * @param ifMatch Remove only while the ETag is still this one.
   */
  @Delete('{provider}')
  @OperationId('deleteProvider')
  @Security('oauth2', ['providers:write'])
  @SuccessResponse(204, 'Removed')
  async deleteProvider(@Path() provider: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.providers.delete(this.actor, provider, ifMatch);
  }

  /**
   * The icon, for anybody, since people who have yet to sign in see it.
   * @summary Read the icon of a provider
   * @param provider A UUID, or `password`, `ntlm`, `kerberos`.
   */
  @Get('{provider}/icon')
  @OperationId('getProviderIcon')
  async getProviderIcon(@Path() provider: string): Promise<MediaAnswer> {
    const icon = await this.providers.icon(provider);
    for (const [name, value] of Object.entries(iconHeaders)) this.setHeader(name, value);
    return bytesAnswer('image/svg+xml', Buffer.from(icon));
  }

  /**
   * Takes an SVG of shapes and gradients; scripts, styles, links, images and fonts are refused (rule 8.2).
   * @summary Set the icon of a provider
   * @param provider A UUID, or `password`, `ntlm`, `kerberos`.
   */
  @Put('{provider}/icon')
  @OperationId('replaceProviderIcon')
  @Security('oauth2', ['providers:write'])
  @SuccessResponse(204, 'Set')
  async replaceProviderIcon(@Path() provider: string, @Request() request: ExpressRequest): Promise<void> {
    await this.providers.replaceIcon(this.actor, provider, request.body as Buffer);
  }

  /**
   * @summary Remove the icon of a provider
   * @param provider A UUID, or `password`, `ntlm`, `kerberos`.
   */
  @Delete('{provider}/icon')
  @OperationId('deleteProviderIcon')
  @Security('oauth2', ['providers:write'])
  @SuccessResponse(204, 'Removed')
  async deleteProviderIcon(@Path() provider: string): Promise<void> {
    await this.providers.deleteIcon(this.actor, provider);
  }

  /**
   * Asks the provider what a sign-in would ask, short of somebody signing in, and says why it would not work (rule 8.3).
   * @summary Check a sign-in method or provider
   * @param provider A UUID, or `password`, `ntlm`, `kerberos`.
   */
  @Get('{provider}/status')
  @OperationId('getProviderStatus')
  @Security('oauth2', ['providers:read'])
  async getProviderStatus(@Path() provider: string): Promise<ProviderStatus> {
    return this.providers.status(this.actor, provider);
  }
}
