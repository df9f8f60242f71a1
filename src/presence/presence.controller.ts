import { Body, Controller, OperationId, Post, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { PresenceReport, PresenceResults } from './presence.schema.js';
import type { PresenceService } from './presence.service.js';

@Route('v1/presence')
@Tags('Conferencing servers')
export class PresenceController extends Controller {
  constructor(
    private readonly presence: PresenceService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * A conferencing server says who can be reached: of its clients, and of SIP/H.323 endpoints signed in under an account
   * alike. Each item holds for its user and source until it is reported again or expires; it touches nothing that others
   * reported. A user's `status` is then the strongest that holds: `owner`, `busy`, `online`, else `offline`; a
   * deactivated account is `inactive` whatever is reported (rule 2.2). Unknown users do not stop the rest.
   * @summary Report presence
   */
  @Post()
  @OperationId('reportPresence')
  @Security('oauth2', ['presence:write'])
  async reportPresence(@Body() body: PresenceReport): Promise<PresenceResults> {
    return { items: await this.presence.report(this.actor, body) };
  }
}
