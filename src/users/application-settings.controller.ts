import { Body, Controller, Get, Header, OperationId, Path, Put, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { ApplicationSettingsService } from './application-settings.service.js';
import type { ApplicationSettings, UserApplicationSettings } from './users.schema.js';

@Route('v1/users/{user}/application-settings')
@Tags('Users')
export class UserApplicationSettingsController extends Controller {
  constructor(
    private readonly settings: ApplicationSettingsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The bitrate limits of a user: their own, what each group sets, and which one applies (rule 2.11).
   * @summary Read a user's application settings
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Get()
  @OperationId('getUserApplicationSettings')
  @Security('oauth2', ['users:read'])
  async getUserApplicationSettings(@Path() user: string): Promise<UserApplicationSettings> {
    return this.settings.get(this.actor, user);
  }

  /**
   * Sets the user's own bitrate limits; null leaves them to the groups.
   * @summary Replace a user's application settings
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceUserApplicationSettings')
  @Security('oauth2', ['users:write'])
  async replaceUserApplicationSettings(
    @Path() user: string,
    @Body() body: ApplicationSettings,
    @Header('If-Match') ifMatch?: string,
  ): Promise<UserApplicationSettings> {
    return this.settings.replace(this.actor, user, body, ifMatch);
  }
}
