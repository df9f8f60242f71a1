import { Body, Controller, Get, Header, OperationId, Patch, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { Settings, SettingsPatch } from './settings.schema.js';
import type { SettingsService } from './settings.service.js';

@Route('v1/settings')
@Tags('Settings')
export class SettingsController extends Controller {
  constructor(
    private readonly settings: SettingsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * How long records are kept, what users may change of their own profile, whether logins may mix scripts, and how old
   * signing keys become.
   * @summary Read the settings
   */
  @Get()
  @OperationId('getSettings')
  @Security('oauth2', ['settings:read'])
  async getSettings(): Promise<Settings> {
    return this.settings.get(this.actor);
  }

  /**
   * Changes the settings that the body names. They count from the next request on, on every instance; what is past a
   * retention is deleted within the hour. The audit log is kept for 30 days at least.
   * @summary Change the settings
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Patch()
  @OperationId('updateSettings')
  @Security('oauth2', ['settings:write'])
  async updateSettings(@Body() body: SettingsPatch, @Header('If-Match') ifMatch?: string): Promise<Settings> {
    return this.settings.update(this.actor, body, ifMatch);
  }
}
