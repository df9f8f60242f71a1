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
  Alias,
  AliasDeletions,
  AliasesToDelete,
  AliasList,
  AliasPatch,
  NewAlias,
} from './aliases.schema.js';
import type { AliasesService } from './aliases.service.js';

@Route('v1/aliases')
@Tags('Aliases')
export class AliasesController extends Controller {
  constructor(
    private readonly aliases: AliasesService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Aliases in their own order.
   * @summary List and search aliases
   * @param q Part of the alias or of its call string, whatever its case; fewer than three characters match the beginning.
   * @param callString Only aliases that lead just there.
   * @maxLength callString 1024
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listAliases')
  @Security('oauth2', ['aliases:read'])
  async listAliases(
    @Query() q?: string,
    @Query() callString?: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<AliasList> {
    return this.aliases.list(this.actor, { q, callString, limit, cursor, total });
  }

  /**
   * Creates an alias. It may lead to anything that can be dialled, whether it is there or not; it is not looked up as an alias (rule 5.2).
   * @summary Create an alias
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post()
  @OperationId('createAlias')
  @Security('oauth2', ['aliases:write'])
  @SuccessResponse(201, 'Created')
  async createAlias(
    @Body() body: NewAlias,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<Alias> {
    const alias = await this.aliases.create(this.actor, body, idempotencyKey);
    this.setStatus(201);
    this.setHeader('Location', `/v1/aliases/${alias.id}`);
    return alias;
  }

  /**
   * Deletes several aliases; says of each what became of it.
   * @summary Delete many aliases
   */
  @Post('delete')
  @OperationId('deleteAliases')
  @Security('oauth2', ['aliases:write'])
  async deleteAliases(@Body() body: AliasesToDelete): Promise<AliasDeletions> {
    return { items: await this.aliases.deleteMany(this.actor, body.aliases) };
  }

  /**
   * @summary Read an alias
   * @param alias The alias, `alias@server` of this server, or its UUID.
   */
  @Get('{alias}')
  @OperationId('getAlias')
  @Security('oauth2', ['aliases:read'])
  async getAlias(@Path() alias: string): Promise<Alias> {
    return this.aliases.get(this.actor, alias);
  }

  /**
   * Renames an alias, or lets it lead somewhere else.
   * @summary Change an alias
   * @param alias The alias, `alias@server` of this server, or its UUID.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{alias}')
  @OperationId('updateAlias')
  @Security('oauth2', ['aliases:write'])
  async updateAlias(
    @Path() alias: string,
    @Body() body: AliasPatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Alias> {
    return this.aliases.update(this.actor, alias, body, ifMatch);
  }

  /**
   * Deletes an alias, never what it leads to.
   * @summary Delete an alias
   * @param alias The alias, `alias@server` of this server, or its UUID.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete('{alias}')
  @OperationId('deleteAlias')
  @Security('oauth2', ['aliases:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteAlias(@Path() alias: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.aliases.delete(this.actor, alias, ifMatch);
  }
}
