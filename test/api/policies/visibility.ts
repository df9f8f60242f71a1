/** Policies of field visibility for tests. */
import {
  audiences,
  profileFields,
  type Audience,
  type ProfileField,
} from '../../../src/policies/profile-fields.js';

/** The policy that shows what the function says. */
export function visibility(isVisible: (field: ProfileField, audience: Audience) => boolean) {
  const fields = profileFields.map((field) => [
    field,
    Object.fromEntries(audiences.map((audience) => [audience, isVisible(field, audience)])),
  ]);
  return { fields: Object.fromEntries(fields) as Record<ProfileField, Record<Audience, boolean>> };
}
