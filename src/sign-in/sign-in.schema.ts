import type { Application, ClientAddress, DeviceName } from '../sessions/index.js';

/** Whether somebody signs in as a user, or as an administrator. */
export type SignInRealm = 'users' | 'administrators';

/**
 * @minLength 1
 * @maxLength 400
 */
export type SignInLogin = string;

/**
 * The password as it was typed; it is never cut.
 * @minLength 1
 * @maxLength 4096
 */
export type TypedPassword = string;

export interface PasswordSignInRequest {
  /** A login; of a user also the call ID or the UUID. */
  login: SignInLogin;
  password: TypedPassword;
  /** `users`, unless given. */
  realm?: SignInRealm;
  /** The program that signs in; `Web`, unless given. */
  application?: Application;
  /** The device, as its owner calls it. */
  device?: DeviceName;
  /** The operating system, such as `Android 16`. */
  platform?: DeviceName;
  /** Whether the session may be refreshed without a password; it may, unless this is false. */
  automaticSignIn?: boolean;
  /** Whether the access token says what the user may do, in its claim `effective_rights`; it does not, unless this is true. */
  rights?: boolean;
  /** Where the person is, said by a backend that signs them in; otherwise it is where the request comes from. */
  clientIp?: ClientAddress;
}
