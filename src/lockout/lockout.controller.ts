import { Controller, OperationId, Path, Post, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { LockoutService } from './lockout.service.js';

@Route('v1/users/{user}/unlock')
@Tags('Users')
export class LockoutController extends Controller {
  constructor(
    private readonly lockout: LockoutService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Lifts the lock that too many wrong passwords have brought about, and forgets them (rule 9.2). It does no harm where
   * there is none.
   * @summary Unlock a user
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Post()
  @OperationId('unlockUser')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Unlocked')
  async unlockUser(@Path() user: string): Promise<void> {
    await this.lockout.unlock(this.actor, user);
  }
}
