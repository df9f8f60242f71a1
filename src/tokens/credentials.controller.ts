import {
  Body,
  Controller,
  Delete,
  Get,
  OperationId,
  Path,
  Post,
  Query,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { CredentialsService } from './credentials.service.js';
import type {
  ApiKeyList,
  CreatedApiKey,
  CreatedServiceAccount,
  NewApiKey,
  NewServiceAccount,
  ServiceAccountList,
} from './tokens.schema.js';

@Route('v1')
@Tags('Callers')
export class CredentialsController extends Controller {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * API keys, newest first, without their secrets.
   * @summary List API keys
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   */
  @Get('api-keys')
  @OperationId('listApiKeys')
  @Security('oauth2', ['admin'])
  async listApiKeys(@Query() limit?: number, @Query() cursor?: string): Promise<ApiKeyList> {
    return this.credentials.listApiKeys(this.actor, { limit, cursor });
  }

  /**
   * Creates an API key with scopes that the caller holds. The key is shown this once.
   * @summary Create an API key
   */
  @Post('api-keys')
  @OperationId('createApiKey')
  @Security('oauth2', ['admin'])
  @SuccessResponse(201, 'Created')
  async createApiKey(@Body() body: NewApiKey): Promise<CreatedApiKey> {
    const key = await this.credentials.createApiKey(this.actor, body);
    this.setStatus(201);
    return key;
  }

  /**
   * Takes an API key back; every instance refuses it from now on.
   * @summary Delete an API key
   * @param apiKey The ID of the key.
   */
  @Delete('api-keys/{apiKey}')
  @OperationId('deleteApiKey')
  @Security('oauth2', ['admin'])
  @SuccessResponse(204, 'Deleted')
  async deleteApiKey(@Path() apiKey: string): Promise<void> {
    await this.credentials.deleteApiKey(this.actor, apiKey);
  }

  /**
   * Service accounts, newest first, without their secrets.
   * @summary List service accounts
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   */
  @Get('service-accounts')
  @OperationId('listServiceAccounts')
  @Security('oauth2', ['admin'])
  async listServiceAccounts(@Query() limit?: number, @Query() cursor?: string): Promise<ServiceAccountList> {
    return this.credentials.listServiceAccounts(this.actor, { limit, cursor });
  }

  /**
   * Creates a service account with scopes that the caller holds. The secret is shown this once.
   * @summary Create a service account
   */
  @Post('service-accounts')
  @OperationId('createServiceAccount')
  @Security('oauth2', ['admin'])
  @SuccessResponse(201, 'Created')
  async createServiceAccount(@Body() body: NewServiceAccount): Promise<CreatedServiceAccount> {
    const account = await this.credentials.createServiceAccount(this.actor, body);
    this.setStatus(201);
    return account;
  }

  /**
   * Deletes a service account; its access tokens are refused from now on.
   * @summary Delete a service account
   * @param serviceAccount The ID of the account.
   */
  @Delete('service-accounts/{serviceAccount}')
  @OperationId('deleteServiceAccount')
  @Security('oauth2', ['admin'])
  @SuccessResponse(204, 'Deleted')
  async deleteServiceAccount(@Path() serviceAccount: string): Promise<void> {
    await this.credentials.deleteServiceAccount(this.actor, serviceAccount);
  }
}
