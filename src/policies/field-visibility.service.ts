/** Owns who sees which field of a profile (rule 9.3). */
import { isDeepStrictEqual } from 'node:util';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import type { Database } from '../db/database.js';
import type {
  FieldVisibility,
  FieldVisibilityReplacement,
  NewVisibilityByField,
} from './field-visibility.schema.js';
import type { FieldVisibilityStore, StoredVisibility } from './field-visibility.store.js';
import { audiences, profileFields, type Audience, type ProfileField } from './profile-fields.js';

const target = { kind: 'policy', id: 'field-visibility', name: 'field-visibility' };

const everybody = { members: true, federated: true, guests: true };

export class FieldVisibilityService {
  constructor(
    private readonly db: Database,
    private readonly store: FieldVisibilityStore,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor): Promise<FieldVisibility> {
    requireScope(actor, 'policies:read');
    return show(await this.store.read());
  }

  async replace(
    actor: Actor,
    { fields }: FieldVisibilityReplacement,
    ifMatch?: string,
  ): Promise<FieldVisibility> {
    requireScope(actor, 'policies:write');
    requireVisibleName(fields);
    return this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      const before = show(await this.store.read(tx));
      requireMatch(ifMatch, before);
      const after = show(fields);
      if (isDeepStrictEqual(after, before)) return before;
      await this.store.replace(tx, fields);
      await this.audit.record(tx, actor, { action: 'field-visibility.changed', target, before, after });
      return after;
    });
  }

  /** The fields that an audience may see, for whoever shows profiles to it. */
  async fieldsFor(audience: Audience): Promise<ReadonlySet<ProfileField>> {
    const visibility = await this.store.read();
    return new Set(profileFields.filter((field) => visibility[field][audience]));
  }
}

/** Rule 9.3: the display name always. */
function requireVisibleName({ displayName = everybody }: NewVisibilityByField): void {
  const hidden = audiences.filter((audience) => !displayName[audience]);
  if (hidden.length === 0) return;
  const detail = 'The display name is always shown.';
  const errors = hidden.map((audience) => ({ pointer: `/fields/displayName/${audience}`, detail }));
  throw new DomainError('display-name-always-visible', detail, errors);
}

/** In one order of fields and audiences, whatever the order of what it is made of. */
function show(visibility: StoredVisibility): FieldVisibility {
  const entries = profileFields.map((field) => {
    const { members, federated, guests } = visibility[field];
    return [field, { members, federated, guests }] as const;
  });
  const fields = Object.fromEntries(entries) as StoredVisibility;
  return { fields: { displayName: { ...everybody }, ...fields } };
}
