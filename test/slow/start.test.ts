import { expect, it } from '@jest/globals';
import { freePort, launchFoyer, sharedDatabase } from '../support/foyer-process.js';

it('gives a database that never comes up after a minute, with another code than 0', async () => {
  const started = Date.now();
  const nobody = `postgresql://x:x@127.0.0.1:${await freePort()}/x`;
  const foyer = await launchFoyer({ env: sharedDatabase(nobody) });
  expect(await foyer.ended).toBe(1);
  expect(foyer.output()).toContain('did not answer within 60 s');
  expect(Date.now() - started).toBeGreaterThan(59_000);
});
