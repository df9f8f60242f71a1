import type { Settings as SettingsRow } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';
import type { MixedScriptLogins, OwnProfileField, Settings } from './settings.schema.js';

const row = { where: { id: 1 } } as const;

function toSettings(stored: SettingsRow): Settings {
  return {
    retention: {
      auditDays: stored.auditRetentionDays,
      devicesDays: stored.devicesRetentionDays,
      callsDays: stored.callsRetentionDays,
    },
    editableProfileFields: stored.editableProfileFields as OwnProfileField[],
    mixedScriptLogins: stored.mixedScriptLogins as MixedScriptLogins,
    signingKeyDays: stored.signingKeyDays,
  };
}

export class SettingsStore {
  constructor(private readonly db: Database) {}

  async read(tx: Transaction = this.db.prisma): Promise<Settings> {
    return toSettings(await tx.settings.findUniqueOrThrow(row));
  }

  /** Keeps everybody else from changing them until the transaction ends. */
  async hold(tx: Transaction): Promise<Settings> {
    await tx.$queryRaw`SELECT FROM settings FOR UPDATE`;
    return this.read(tx);
  }

  async write(tx: Transaction, { retention, ...settings }: Settings): Promise<void> {
    const { auditDays, devicesDays, callsDays } = retention;
    const days = {
      auditRetentionDays: auditDays,
      devicesRetentionDays: devicesDays,
      callsRetentionDays: callsDays,
    };
    await tx.settings.update({ ...row, data: { ...days, ...settings } });
  }
}
