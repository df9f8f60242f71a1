import type { Database, Transaction } from '../db/database.js';
import type { Visibility } from './field-visibility.schema.js';
import { profileFields, type ProfileField } from './profile-fields.js';

export type StoredVisibility = Readonly<Record<ProfileField, Visibility>>;

export class FieldVisibilityStore {
  constructor(private readonly db: Database) {}

  /** A field that is not stored is shown to nobody. */
  async read(tx: Transaction = this.db.prisma): Promise<StoredVisibility> {
    const rows = await tx.fieldVisibility.findMany();
    const byField = new Map(rows.map(({ field, ...visibility }) => [field, visibility]));
    const nobody = { members: false, federated: false, guests: false };
    const entries = profileFields.map((field) => [field, byField.get(field) ?? nobody]);
    return Object.fromEntries(entries) as StoredVisibility;
  }

  /** Keeps everybody else from changing the policy until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT FROM field_visibility ORDER BY field FOR UPDATE`;
  }

  async replace(tx: Transaction, visibility: StoredVisibility): Promise<void> {
    const column = (audience: keyof Visibility) => profileFields.map((field) => visibility[field][audience]);
    await tx.$executeRaw`
      INSERT INTO field_visibility (field, members, federated, guests)
      SELECT * FROM unnest(${[...profileFields]}::text[], ${column('members')}::boolean[],
        ${column('federated')}::boolean[], ${column('guests')}::boolean[])
      ON CONFLICT (field) DO UPDATE
      SET members = EXCLUDED.members, federated = EXCLUDED.federated, guests = EXCLUDED.guests`;
  }
}
