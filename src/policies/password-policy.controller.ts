import { Body, Controller, Get, Header, OperationId, Put, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { PasswordPolicyService } from './password-policy.service.js';
import type { PasswordPolicy } from './policies.schema.js';

@Route('v1/policies/password')
@Tags('Policies')
export class PasswordPolicyController extends Controller {
  constructor(
    private readonly policy: PasswordPolicyService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * What a password needs, for a frontend to show before somebody types one (rules 2.4 and 9.1). A password that lacks
   * something is refused with `password-unacceptable`, which names each field of this policy that is not met.
   * @summary Read the password policy
   */
  @Get()
  @OperationId('getPasswordPolicy')
  @Security('oauth2', ['policies:read'])
  async getPasswordPolicy(): Promise<PasswordPolicy> {
    return this.policy.get(this.actor);
  }

  /**
   * Sets what passwords need from now on. Passwords that are there already stay.
   * @summary Replace the password policy
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replacePasswordPolicy')
  @Security('oauth2', ['policies:write'])
  async replacePasswordPolicy(
    @Body() body: PasswordPolicy,
    @Header('If-Match') ifMatch?: string,
  ): Promise<PasswordPolicy> {
    return this.policy.replace(this.actor, body, ifMatch);
  }
}
