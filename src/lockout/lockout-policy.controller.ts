import { Body, Controller, Get, Header, OperationId, Put, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { LockoutPolicyService } from './lockout-policy.service.js';
import type { LockoutPolicy } from './lockout.schema.js';

@Route('v1/policies/lockout')
@Tags('Policies')
export class LockoutPolicyController extends Controller {
  constructor(
    private readonly policy: LockoutPolicyService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * After how many wrong passwords nobody may sign in to an account for a while (rule 9.2).
   * @summary Read the lockout policy
   */
  @Get()
  @OperationId('getLockoutPolicy')
  @Security('oauth2', ['policies:read'])
  async getLockoutPolicy(): Promise<LockoutPolicy> {
    return this.policy.get(this.actor);
  }

  /**
   * Sets after how many wrong passwords an account is locked, and for how long. Locks that are there already stay.
   * @summary Replace the lockout policy
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceLockoutPolicy')
  @Security('oauth2', ['policies:write'])
  async replaceLockoutPolicy(
    @Body() body: LockoutPolicy,
    @Header('If-Match') ifMatch?: string,
  ): Promise<LockoutPolicy> {
    return this.policy.replace(this.actor, body, ifMatch);
  }
}
