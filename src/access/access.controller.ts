import { Body, Controller, Get, OperationId, Path, Post, Query, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { ZoneId } from '../zones/index.js';
import type { EffectiveRights, RightsBatch, RightsBatchAnswer, RightsCatalogue } from './access.schema.js';
import { entityTagOf, type AccessService } from './access.service.js';

@Route('v1')
@Tags('Rights')
export class AccessController extends Controller {
  constructor(
    private readonly access: AccessService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The fifteen rights, what each means, and which built-in groups may be granted it.
   * @summary Read the catalogue of rights
   */
  @Get('rights')
  @OperationId('listRights')
  @Security('oauth2', ['rights:read'])
  async listRights(): Promise<RightsCatalogue> {
    return { items: this.access.catalogue(this.actor) };
  }

  /**
   * What somebody may do, here and now: always the present state, whichever instance made the last change. Unknown subjects are answered with `known: false`. Naming an `ip` needs the scope `zone:assert` too, `explain` needs `rights:explain`.
   * @summary Ask what somebody may do
   * @param subject A UUID, a login, a call ID of this server, or `user@other.server`.
   * @maxLength subject 400
   * @param kind `guest`, instead of a subject.
   * @param ip The address the person comes from; it decides the zone.
   * @maxLength ip 100
   * @param zone The zone, instead of an address. With neither the zone is external.
   * @param explain Whether the answer says why.
   */
  @Get('effective-rights')
  @OperationId('getEffectiveRights')
  @Security('oauth2', ['rights:read'])
  async getEffectiveRights(
    @Query() subject?: string,
    @Query() kind?: 'guest',
    @Query() ip?: string,
    @Query() zone?: ZoneId,
    @Query() explain?: boolean,
  ): Promise<EffectiveRights> {
    const rights = await this.access.effectiveRights(this.actor, { subject, kind, ip, zone }, explain);
    this.setHeader('ETag', entityTagOf(rights));
    return rights;
  }

  /**
   * Up to 1,000 questions answered from one state, in the order asked; an unknown subject is an item with `known: false`.
   * @summary Ask what many may do
   */
  @Post('effective-rights/batch')
  @OperationId('getEffectiveRightsBatch')
  @Security('oauth2', ['rights:read'])
  async getEffectiveRightsBatch(@Body() body: RightsBatch): Promise<RightsBatchAnswer> {
    return this.access.batch(this.actor, body);
  }

  /**
   * What a local user may do; the same answer as `/v1/effective-rights`, but 404 for an unknown user.
   * @summary Ask what a user may do
   * @param user A UUID, a login, or a call ID of this server.
   * @param ip The address the person comes from; it decides the zone.
   * @maxLength ip 100
   * @param zone The zone, instead of an address. With neither the zone is external.
   * @param explain Whether the answer says why.
   */
  @Get('users/{user}/effective-rights')
  @OperationId('getUserEffectiveRights')
  @Security('oauth2', ['rights:read'])
  async getUserEffectiveRights(
    @Path() user: string,
    @Query() ip?: string,
    @Query() zone?: ZoneId,
    @Query() explain?: boolean,
  ): Promise<EffectiveRights> {
    const rights = await this.access.effectiveRightsOfUser(this.actor, user, { ip, zone }, explain);
    this.setHeader('ETag', entityTagOf(rights));
    return rights;
  }
}
