import { Body, Controller, Get, OperationId, Post, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { SigningKeysService } from './signing-keys.service.js';
import type { KeyRotation, SigningKeyList } from './tokens.schema.js';

@Route('v1/keys')
@Tags('Tokens')
export class SigningKeysController extends Controller {
  constructor(
    private readonly keys: SigningKeysService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The keys that sign access tokens, newest first, without their private halves.
   * @summary List signing keys
   */
  @Get()
  @OperationId('listSigningKeys')
  @Security('oauth2', ['admin'])
  async listSigningKeys(): Promise<SigningKeyList> {
    return { items: await this.keys.list(this.actor) };
  }

  /**
   * Makes a new signing key. It is published now and signs in five minutes; the old keys stay until their last token has expired.
   * @summary Rotate the signing keys
   */
  @Post('rotate')
  @OperationId('rotateSigningKeys')
  @Security('oauth2', ['admin'])
  async rotateSigningKeys(@Body() body: KeyRotation): Promise<SigningKeyList> {
    return { items: await this.keys.rotate(this.actor, body) };
  }
}
