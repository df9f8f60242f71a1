import { Body, Controller, Get, Header, OperationId, Path, Put, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { CallPickupService } from './call-pickup.service.js';
import type { CallPickup, CallPickupReplacement } from './groups.schema.js';

@Route('v1/groups/{group}/call-pickup')
@Tags('Groups')
export class CallPickupController extends Controller {
  constructor(
    private readonly callPickup: CallPickupService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Whether the whole group can be called, and by which ID (rule 3.4). Without one, `proposedId` is the first number that is free.
   * @summary Read a group's call pickup
   * @param group A UUID, or `ungrouped`, `federated`, `guests`.
   */
  @Get()
  @OperationId('getCallPickup')
  @Security('oauth2', ['groups:read'])
  async getCallPickup(@Path() group: string): Promise<CallPickup> {
    return this.callPickup.get(this.actor, group);
  }

  /**
   * Sets the ID by which the whole group is called, and whether it rings. Switched on with `id: null` the group keeps the ID it has, or takes the one that is proposed; switched off with `id: null` it gives the ID back. *Federated users* and *Guest users* have no members who could be called.
   * @summary Replace a group's call pickup
   * @param group A UUID, or `ungrouped`.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceCallPickup')
  @Security('oauth2', ['groups:write'])
  async replaceCallPickup(
    @Path() group: string,
    @Body() body: CallPickupReplacement,
    @Header('If-Match') ifMatch?: string,
  ): Promise<CallPickup> {
    return this.callPickup.replace(this.actor, group, body, ifMatch);
  }
}
