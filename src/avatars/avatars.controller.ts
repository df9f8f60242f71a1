import {
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
  Path,
  Put,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Request as ExpressRequest } from 'express';
import type { Actor } from '../core/actor.js';
import type { MediaAnswer } from '../core/media-answer.js';
import type { AvatarsService } from './avatars.service.js';

@Route('v1/users/{user}/avatar')
@Tags('Users')
export class AvatarsController extends Controller {
  constructor(
    private readonly avatars: AvatarsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The picture, 512 pixels a side at most. `avatar.entityTag` of the user is its ETag: whoever has seen it knows whether
   * the picture is still the same.
   * @summary Read a user's avatar
   * @param user A UUID, a login, or a call ID of this server.
   */
  @Get()
  @OperationId('getAvatar')
  @Security('oauth2', ['users:read'])
  async getAvatar(@Path() user: string): Promise<MediaAnswer> {
    return this.avatars.get(this.actor, user);
  }

  /**
   * Sets the picture: a PNG, JPEG or WebP of 5 MiB and 25 million pixels at most, declared as what it is and not animated.
   * It is turned upright, scaled down to 512 pixels a side, and encoded again in its format; nothing but pixels stays.
   * @summary Set a user's avatar
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceAvatar')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Set')
  async replaceAvatar(
    @Path() user: string,
    @Request() request: ExpressRequest,
    @Header('If-Match') ifMatch?: string,
  ): Promise<void> {
    const picture = { type: request.headers['content-type'] ?? '', bytes: request.body as Buffer };
    await this.avatars.replace(this.actor, user, picture, ifMatch);
  }

  /**
   * Takes the picture away.
   * @summary Delete a user's avatar
   * @param user A UUID, a login, or a call ID of this server.
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete()
  @OperationId('deleteAvatar')
  @Security('oauth2', ['users:write'])
  @SuccessResponse(204, 'Deleted')
  async deleteAvatar(@Path() user: string, @Header('If-Match') ifMatch?: string): Promise<void> {
    await this.avatars.delete(this.actor, user, ifMatch);
  }
}
