import { describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { waitForDatabase } from '../../src/db/wait-for-database.js';

async function unusedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

describe('a database that never comes', () => {
  it('is waited for, and then given up with its place and without its password', async () => {
    const url = `postgresql://foyer:hidden@127.0.0.1:${await unusedPort()}/foyer`;
    const messages: string[] = [];
    const waiting = waitForDatabase({ url, log: (message) => messages.push(message), patienceMs: 1200 });
    const error = await waiting.then(
      () => null,
      (reason: Error) => reason,
    );
    expect(error?.name).toBe('StartRefused');
    expect(error?.message).toMatch(
      /^The database at 127\.0\.0\.1:\d+\/foyer did not answer within 1\.2 s: .*ECONNREFUSED/,
    );
    // The same reason is said once.
    expect(messages).toHaveLength(1);
    expect(`${messages.join()} ${error?.message}`).not.toContain('hidden');
  });
});
