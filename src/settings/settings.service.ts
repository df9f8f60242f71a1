/**
 * Owns what is decided for the whole service: how long records are kept (rule 2.14), what users may change of their own
 * profile (rule 2.12), whether logins may mix scripts (rule 1.2), how old signing keys become. What belongs to one domain
 * stands with that domain.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import type { Database, Transaction } from '../db/database.js';
import type { OwnProfileField, Retention, Settings, SettingsPatch } from './settings.schema.js';
import type { SettingsStore } from './settings.store.js';

/** In the order in which they are shown. */
const ownProfileFields: readonly OwnProfileField[] = [
  ...(['displayName', 'avatar', 'phones', 'email', 'firstName', 'middleName', 'lastName'] as const),
  ...(['company', 'branch', 'department', 'jobTitle', 'manager', 'address', 'sipNumber'] as const),
];

const target = { kind: 'settings', id: 'settings', name: 'settings' };

export class SettingsService {
  constructor(
    private readonly db: Database,
    private readonly store: SettingsStore,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor): Promise<Settings> {
    requireScope(actor, 'settings:read');
    return this.store.read();
  }

  async update(actor: Actor, patch: SettingsPatch, ifMatch?: string): Promise<Settings> {
    requireScope(actor, 'settings:write');
    return this.db.transaction(async (tx) => {
      const before = await this.store.hold(tx);
      requireMatch(ifMatch, before);
      const after = changed(before, patch);
      if (isDeepStrictEqual(after, before)) return before;
      await this.store.write(tx, after);
      await this.audit.record(tx, actor, { action: 'settings.changed', target, before, after });
      return after;
    });
  }

  /** Rule 1.2: a login in Latin and Cyrillic letters is refused unless it is allowed here. */
  async allowsMixedScripts(tx?: Transaction): Promise<boolean> {
    return (await this.store.read(tx)).mixedScriptLogins === 'allowed';
  }

  /** How long records are kept, at this moment (rule 2.14). */
  async retention(): Promise<Retention> {
    return (await this.store.read()).retention;
  }

  /** After how many days another key signs access tokens; null for never by itself. */
  async signingKeyDays(): Promise<number | null> {
    return (await this.store.read()).signingKeyDays;
  }

  /** What users may change of their own profile, at this moment (rule 2.12). */
  async editableProfileFields(tx?: Transaction): Promise<ReadonlySet<OwnProfileField>> {
    return new Set((await this.store.read(tx)).editableProfileFields);
  }
}

function changed(before: Settings, patch: SettingsPatch): Settings {
  const { retention, editableProfileFields, mixedScriptLogins, signingKeyDays } = patch;
  const named = editableProfileFields ?? before.editableProfileFields;
  return {
    retention: { ...before.retention, ...retention },
    editableProfileFields: ownProfileFields.filter((field) => named.includes(field)),
    mixedScriptLogins: mixedScriptLogins ?? before.mixedScriptLogins,
    signingKeyDays: signingKeyDays === undefined ? before.signingKeyDays : signingKeyDays,
  };
}
