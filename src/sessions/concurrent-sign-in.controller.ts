import { Body, Controller, Get, Header, OperationId, Put, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { ConcurrentSignInPolicy } from './concurrent-sign-in.schema.js';
import type { ConcurrentSignInService } from './concurrent-sign-in.service.js';

@Route('v1/policies/concurrent-sign-in')
@Tags('Policies')
export class ConcurrentSignInController extends Controller {
  constructor(
    private readonly policy: ConcurrentSignInService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * How many sessions a user may have at a time (rule 9.4).
   * @summary Read the policy of concurrent sign-in
   */
  @Get()
  @OperationId('getConcurrentSignInPolicy')
  @Security('oauth2', ['policies:read'])
  async getConcurrentSignInPolicy(): Promise<ConcurrentSignInPolicy> {
    return this.policy.get(this.actor);
  }

  /**
   * Sets how many sessions a user may have at a time. What is too many under the new policy ends at once; the newest
   * sessions stay.
   * @summary Replace the policy of concurrent sign-in
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceConcurrentSignInPolicy')
  @Security('oauth2', ['policies:write'])
  async replaceConcurrentSignInPolicy(
    @Body() body: ConcurrentSignInPolicy,
    @Header('If-Match') ifMatch?: string,
  ): Promise<ConcurrentSignInPolicy> {
    return this.policy.replace(this.actor, body, ifMatch);
  }
}
