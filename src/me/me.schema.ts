import type { PasswordText } from '../passwords/index.js';
import type { EmailAddress, PhoneNumber, PhonesPatch, ShortText } from '../users/index.js';

/**
 * What users change of their own profile, as far as `editableProfileFields` of the settings opens it to them; absent means
 * unchanged, null means cleared (rule 2.12).
 */
export interface MyProfilePatch {
  displayName?: ShortText;
  email?: EmailAddress | null;
  firstName?: ShortText | null;
  middleName?: ShortText | null;
  lastName?: ShortText | null;
  company?: ShortText | null;
  branch?: ShortText | null;
  department?: ShortText | null;
  jobTitle?: ShortText | null;
  manager?: ShortText | null;
  address?: ShortText | null;
  phones?: PhonesPatch;
  sipNumber?: PhoneNumber | null;
}

export interface MyNewPassword {
  /**
   * The password of now.
   * @minLength 1
   * @maxLength 4096
   */
  currentPassword: string;
  /** Has to meet the password policy (rule 9.1). */
  password: PasswordText;
}
