/** What becomes of whoever is watched while nobody can say whether their credential is good. */
import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../../src/core/actor.js';
import { DomainError } from '../../src/core/errors.js';
import type { Scope } from '../../src/core/scopes.js';
import { CredentialWatch } from '../../src/tokens/credential-watch.js';

const caller: Caller = { kind: 'api-key', id: 'x', name: 'x', scopes: new Set(['jobs:read']) };
const times = { pollMs: 10, patienceMs: 200 };

/** How long it took to end, in ms; null when it lasts. */
async function endOf(verify: () => Promise<Caller | null>, scopes: Scope[] = ['jobs:read']) {
  const watch = new CredentialWatch({ verify }, times);
  const started = performance.now();
  let unwatch: () => void = () => undefined;
  const ending = new Promise<number>((resolve) => {
    unwatch = watch.watch({ token: 'x', scopes }, () => resolve(performance.now() - started));
  });
  const end = await Promise.race([ending, delay(500, null)]);
  unwatch();
  return end;
}

describe('a credential', () => {
  it('that is good lasts, and is asked for no more once nobody watches it', async () => {
    let asked = 0;
    expect(await endOf(() => Promise.resolve(((asked += 1), caller)))).toBeNull();
    const before = asked;
    await delay(50);
    expect(asked - before).toBeLessThan(2);
  });

  it.each([
    ['is none any more', () => Promise.resolve(null)],
    ['is of a session that has ended', () => Promise.reject(new DomainError('session-ended', 'It ended.'))],
  ])('that %s ends at once', async (_, verify) => {
    expect(await endOf(verify)).toBeLessThan(times.patienceMs / 2);
  });

  it('that does not allow it any more ends at once', async () => {
    expect(await endOf(() => Promise.resolve(caller), ['admin'])).toBeLessThan(times.patienceMs / 2);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('the database is away'))],
    ['is not answered', () => new Promise<null>(() => undefined)],
  ])('of which the question %s is believed in for a while, and no longer', async (_, verify) => {
    const end = await endOf(verify);
    expect(end).toBeGreaterThan(times.patienceMs * 0.9);
    expect(end).toBeLessThan(times.patienceMs * 2);
  });

  it('of which single questions fail lasts', async () => {
    let asked = 0;
    const verify = () =>
      (asked += 1) % 3 === 0 ? Promise.resolve(caller) : Promise.reject(new Error('a connection broke'));
    expect(await endOf(verify)).toBeNull();
  });
});
