/** Owns that signing keys are replaced in time, and forgotten: a chore of the housekeeping, which one instance does. */
import { systemActor } from '../core/actor.js';
import type { Chore } from '../housekeeping/index.js';
import type { SigningKeysService } from './signing-keys.service.js';

/** What the rotation needs of the settings. */
export interface RotationSettings {
  /** After how many days another key signs; null for never by itself. */
  signingKeyDays(): Promise<number | null>;
}

export class KeyRotation implements Chore {
  readonly what = 'the rotation of the signing keys';

  constructor(
    private readonly keys: SigningKeysService,
    private readonly settings: RotationSettings,
  ) {}

  async do(): Promise<void> {
    const actor = systemActor('housekeeping');
    const days = await this.settings.signingKeyDays();
    if (days !== null) await this.keys.rotateAfter(actor, days);
    await this.keys.deleteRetired(actor);
  }
}
