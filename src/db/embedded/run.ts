/** Runs one program to its end. */
import { spawn } from 'node:child_process';
import type { Account } from './account.js';

/** Neither LANG nor PG* variables of the service may reach PostgreSQL's programs; messages stay English. */
export const programEnvironment = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };

/**
 * @returns what it printed.
 * @throws Error with its messages when it ends with another code than 0, and with `code` when it cannot be run.
 */
export function run(program: string, args: string[], options: { account: Account }): Promise<string> {
  const { uid, gid } = options.account ?? {};
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { uid, gid, cwd: '/', env: programEnvironment });
    let printed = '';
    let messages = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`${program} ended with ${code ?? signal}: ${(messages + printed).trim()}`));
    });
  });
}
