/**
 * Runs in a thread of its own: hashes and compares passwords, one at a time. Of lower priority than all other threads, so
 * that a storm of sign-ins takes what the rest of the service, and of the machine, leaves.
 */
import { setPriority } from 'node:os';
import { hashSync, verifySync } from '@node-rs/argon2';
import type { HashTask } from './hash-threads.js';

/** Argon2id is what the library takes when nothing is said; its type for saying so does not exist at run time. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

// On Linux a thread has a priority of its own; elsewhere this would be everybody's.
if (process.platform === 'linux') setPriority(5);

export default function hashOrCompare({ password, hash }: HashTask): string | boolean {
  return hash === null ? hashSync(password, parameters) : verifySync(hash, password);
}
