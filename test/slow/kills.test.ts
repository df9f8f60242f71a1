/** Nothing acknowledged is lost, whoever is killed under writing load: the service, or PostgreSQL. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import {
  bootstrapKey,
  freePort,
  sharedDatabase,
  startFoyer,
  type FoyerProcess,
} from '../support/foyer-process.js';
import { createHttpClient, type HttpClient } from '../support/http-client.js';
import { startLedger, type Ledger } from '../support/ledger.js';
import { startOwnPostgres, type OwnPostgres } from '../support/own-postgres.js';
import { createChance } from '../support/random.js';
import { record } from '../support/record.js';
import { until } from '../support/until.js';

const kills = 20;
const chance = createChance(20);

let postgres: OwnPostgres;
let env: Record<string, string>;
let foyer: FoyerProcess;
let client: HttpClient;
let ledger: Ledger;

beforeEach(async () => {
  // With fsync, as in production.
  postgres = await startOwnPostgres({});
  env = { ...sharedDatabase(postgres.url), PORT: String(await freePort()) };
  foyer = await startFoyer({ env });
  client = createHttpClient(foyer.url, bootstrapKey);
  const groups = [await createGroup('Sales'), await createGroup('Support')] as const;
  ledger = startLedger({ client, writers: 6, groups, seed: 6 });
});
afterEach(async () => {
  await ledger.stop();
  client.close();
  await foyer.signal('SIGKILL');
  postgres.remove();
});

async function createGroup(name: string): Promise<string> {
  return (await client.ask('/v1/groups', { method: 'POST', body: { name } })).json.id;
}

/** At a moment that is another one each time. */
async function underLoad(): Promise<void> {
  const before = ledger.acknowledged();
  await until('the writers write', () => ledger.acknowledged() > before + 10);
  await delay(chance.below(500));
}

async function contradictions(): Promise<string[]> {
  await ledger.pause();
  const found = await ledger.contradictions(postgres.url);
  ledger.resume();
  return found;
}

const figures = (found: string[], backMs: number[]) => ({
  kills,
  acknowledged: ledger.acknowledged(),
  withoutClearAnswer: ledger.doubtful(),
  contradictions: found.length,
  strangeAnswers: ledger.strange.length,
  readyAfterMs: backMs.map(Math.round),
});

it(`keeps everything when the service is killed ${kills} times`, async () => {
  const found: string[] = [];
  const backMs: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await underLoad();
    await foyer.signal('SIGKILL');
    const started = Date.now();
    foyer = await startFoyer({ env });
    backMs.push(Date.now() - started);
    found.push(...(await contradictions()));
  }
  record('service-killed', figures(found, backMs));
  expect(found).toEqual([]);
  expect(ledger.strange).toEqual([]);
  expect(ledger.acknowledged()).toBeGreaterThan(kills * 10);
});

it(`keeps everything when PostgreSQL is killed ${kills} times`, async () => {
  const found: string[] = [];
  const backMs: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await underLoad();
    await postgres.kill();
    await postgres.start();
    const back = Date.now();
    await until('the service is ready', async () => (await client.ask('/readyz')).status === 200);
    backMs.push(Date.now() - back);
    found.push(...(await contradictions()));
  }
  record('postgres-killed', figures(found, backMs));
  expect(found).toEqual([]);
  expect(ledger.strange).toEqual([]);
  expect(Math.max(...backMs)).toBeLessThan(5000);
  expect(foyer.child.exitCode).toBeNull();
});
