export type { PasswordHasher } from './hashing.js';
export type { PasswordKeeper } from './password-keeper.js';
export type { PasswordText } from './passwords.schema.js';
