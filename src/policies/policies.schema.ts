/**
 * What a password needs (rule 9.1). The fields are named as the refusal of a password names what it lacks, so that a
 * frontend can show them beforehand and tick them off.
 */
export interface PasswordPolicy {
  /**
   * How many characters at least, as a person counts them: an emoji or a letter with its accents is one.
   * @isInt
   * @minimum 2
   * @maximum 64
   */
  minLength: number;
  /** Whether a capital letter is needed. */
  requireUpper: boolean;
  /** Whether a small letter is needed. */
  requireLower: boolean;
  /** Whether a digit is needed. */
  requireDigit: boolean;
  /** Whether something is needed that is neither letter nor digit: a sign, a space, an emoji. */
  requireSpecial: boolean;
  /** Whether common passwords, the login and the server name are refused, in any case. */
  blocklist: boolean;
}
