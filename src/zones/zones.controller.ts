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
  LocatedAddress,
  NewSubnet,
  TrustedSubnet,
  Zone,
  ZoneId,
  ZoneList,
  ZonePatch,
} from './zones.schema.js';
import type { ZonesService } from './zones.service.js';

@Route('v1/zones')
@Tags('Zones')
export class ZonesController extends Controller {
  constructor(
    private readonly zones: ZonesService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The trusted and the external zone (rule 7.1).
   * @summary List zones
   */
  @Get()
  @OperationId('listZones')
  @Security('oauth2', ['zones:read'])
  async listZones(): Promise<ZoneList> {
    return { items: await this.zones.list(this.actor) };
  }

  /**
   * Which zone an address is in, and what is allowed there (rule 7.2).
   * @summary Locate an address
   * @param ip An IPv4 or IPv6 address.
   */
  @Get('locate')
  @OperationId('locateAddress')
  @Security('oauth2', ['zones:read'])
  async locateAddress(@Query() ip: string): Promise<LocatedAddress> {
    return this.zones.locate(this.actor, ip);
  }

  /**
   * Trusts one more subnet. Trusting everything must be confirmed.
   * @summary Add a trusted subnet
   * @param idempotencyKey The same key with the same body gets the same answer for 24 hours.
   * @maxLength idempotencyKey 255
   */
  @Post('trusted/subnets')
  @OperationId('addTrustedSubnet')
  @Security('oauth2', ['zones:write'])
  @SuccessResponse(201, 'Created')
  async addTrustedSubnet(
    @Body() body: NewSubnet,
    @Header('Idempotency-Key') idempotencyKey?: string,
  ): Promise<TrustedSubnet> {
    const subnet = await this.zones.addSubnet(this.actor, body, idempotencyKey);
    this.setStatus(201);
    return subnet;
  }

  /**
   * Trusts a subnet no longer; the last one stays (rule 7.2).
   * @summary Remove a trusted subnet
   * @param subnet The subnet, its slash written as `%2F`.
   */
  @Delete('trusted/subnets/{subnet}')
  @OperationId('removeTrustedSubnet')
  @Security('oauth2', ['zones:write'])
  @SuccessResponse(204, 'Removed')
  async removeTrustedSubnet(@Path() subnet: string): Promise<void> {
    await this.zones.removeSubnet(this.actor, subnet);
  }

  /**
   * @summary Read a zone
   * @param zone `trusted` or `external`.
   */
  @Get('{zone}')
  @OperationId('getZone')
  @Security('oauth2', ['zones:read'])
  async getZone(@Path() zone: ZoneId): Promise<Zone> {
    return this.zones.get(this.actor, zone);
  }

  /**
   * Renames a zone, switches it on or off, says what is trusted, which sign-in methods and which rights it allows.
   * @summary Change a zone
   * @param zone `trusted` or `external`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch('{zone}')
  @OperationId('updateZone')
  @Security('oauth2', ['zones:write'])
  async updateZone(
    @Path() zone: ZoneId,
    @Body() body: ZonePatch,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Zone> {
    return this.zones.update(this.actor, zone, body, ifMatch);
  }
}
