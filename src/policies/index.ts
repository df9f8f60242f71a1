export {
  canonicalPassword,
  unmetRequirements,
  type PasswordContext,
  type PasswordRequirement,
  type UnmetRequirement,
} from './password-check.js';
export type { PasswordPolicy } from './policies.schema.js';
