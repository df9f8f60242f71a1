import {
  Controller,
  Delete,
  Get,
  Header,
  OperationId,
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

@Route('v1/me/avatar')
@Tags('Myself')
export class MyAvatarController extends Controller {
  constructor(
    private readonly avatars: AvatarsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The picture of the user who asks, 512 pixels a side at most.
   * @summary Read my avatar
   */
  @Get()
  @OperationId('getMyAvatar')
  @Security('oauth2', ['me'])
  async getMyAvatar(): Promise<MediaAnswer> {
    return this.avatars.getOwn(this.actor);
  }

  /**
   * Sets the picture of the user who asks, where `editableProfileFields` of the settings names `avatar`: a PNG, JPEG or
   * WebP of 5 MiB and 25 million pixels at most, declared as what it is and not animated. It is turned upright, scaled down
   * to 512 pixels a side, and encoded again in its format; nothing but pixels stays.
   * @summary Set my avatar
   * @param ifMatch Change only while the ETag is still this one.
   */
  @Put()
  @OperationId('replaceMyAvatar')
  @Security('oauth2', ['me'])
  @SuccessResponse(204, 'Set')
  async replaceMyAvatar(
    @Request() request: ExpressRequest,
    @Header('If-Match') ifMatch?: string,
  ): Promise<void> {
    const picture = { type: request.headers['content-type'] ?? '', bytes: request.body as Buffer };
    await this.avatars.replaceOwn(this.actor, picture, ifMatch);
  }

  /**
   * Takes the picture of the user who asks away, where `editableProfileFields` of the settings names `avatar`.
   * @summary Delete my avatar
   * @param ifMatch Delete only while the ETag is still this one.
   */
  @Delete()
  @OperationId('deleteMyAvatar')
  @Security('oauth2', ['me'])
  @SuccessResponse(204, 'Deleted')
  async deleteMyAvatar(@Header('If-Match') ifMatch?: string): Promise<void> {
    await this.avatars.deleteOwn(this.actor, ifMatch);
  }
}
