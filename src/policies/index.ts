export {
  canonicalPassword,
  unmetRequirements,
  type PasswordContext,
  type PasswordRequirement,
  type UnmetRequirement,
} from './password-check.js';
export { replacePolicy } from './replace-policy.js';
export type { PasswordPolicy } from './policies.schema.js';
export type { Visibility } from './field-visibility.schema.js';
export { profileFields, type Audience, type ProfileField } from './profile-fields.js';
