export type { SignInRealm } from './sign-in.schema.js';
