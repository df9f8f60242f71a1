/**
 * A password, of which only a hash is kept. What it needs says `GET /v1/policies/password`; spaces, emoji and letters
 * of every script are welcome.
 * @maxLength 4096
 */
export type PasswordText = string;

/** The password to have from now on. */
export interface NewPassword {
  password: PasswordText;
}
