import { Body, Controller, Get, Header, OperationId, Put, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { FieldVisibility, FieldVisibilityReplacement } from './field-visibility.schema.js';
import type { FieldVisibilityService } from './field-visibility.service.js';

@Route('v1/policies/field-visibility')
@Tags('Policies')
export class FieldVisibilityController extends Controller {
  constructor(
    private readonly visibility: FieldVisibilityService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Which fields of a profile are shown to users of this server, to users of other servers, and to guests (rule 9.3).
   * `/v1/people` shows no more; the display name is always shown.
   * @summary Read the field visibility
   */
  @Get()
  @OperationId('getFieldVisibility')
  @Security('oauth2', ['policies:read'])
  async getFieldVisibility(): Promise<FieldVisibility> {
    return this.visibility.get(this.actor);
  }

  /**
   * Sets which fields are shown to whom; it holds from the next answer.
   * @summary Replace the field visibility
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceFieldVisibility')
  @Security('oauth2', ['policies:write'])
  async replaceFieldVisibility(
    @Body() body: FieldVisibilityReplacement,
    @Header('If-Match') ifMatch?: string,
  ): Promise<FieldVisibility> {
    return this.visibility.replace(this.actor, body, ifMatch);
  }
}
