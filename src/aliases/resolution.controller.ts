import { Body, Controller, Get, OperationId, Post, Query, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { DialledString, Resolution } from './resolution.schema.js';
import type { ResolutionService } from './resolution.service.js';

@Route('v1/resolve')
@Tags('Aliases')
export class ResolutionController extends Controller {
  constructor(
    private readonly resolution: ResolutionService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * Says what somebody dials (a user, an alias, a group call, a conference, an endpoint, here or at another server) and where it leads, in one step (rule 5.5). What can't be dialled, and a name that nobody has, is `unknown`. In a query `#` and `\` are written as `%23` and `%5C`.
   * @summary Resolve a dialled string
   * @param callString What is dialled.
   * @maxLength callString 1024
   */
  @Get()
  @OperationId('getResolution')
  @Security('oauth2', ['resolve:read'])
  async getResolution(@Query() callString: string): Promise<Resolution> {
    return this.resolution.resolve(this.actor, callString);
  }

  /**
   * The same with what is dialled in the body, where nothing needs to be encoded; the way for what should not stand in the logs of proxies, too.
   * @summary Resolve a dialled string given in the body
   */
  @Post()
  @OperationId('resolveCallString')
  @Security('oauth2', ['resolve:read'])
  async resolveCallString(@Body() body: DialledString): Promise<Resolution> {
    return this.resolution.resolve(this.actor, body.callString);
  }
}
