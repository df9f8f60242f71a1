import type { PasswordText } from '../passwords/index.js';
import type { PhonesPatch, ShortText } from '../users/index.js';

/** What users change of their own profile; absent means unchanged (rule 2.12). */
export interface MyProfilePatch {
  displayName?: ShortText;
  phones?: PhonesPatch;
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
