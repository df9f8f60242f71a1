/** The promise of test/e2e/imports.test.ts, by the dozen: killed or cancelled, an import is whole, or what it says. */
import { expect, it } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';
import {
  putImportsUnderFire,
  type InterruptedImport,
  type Interruption,
} from '../support/interrupted-imports.js';
import { createChance } from '../support/random.js';
import { record } from '../support/record.js';

async function interruptMany(
  how: Interruption['how'],
  times: number,
  rows: number,
  waitsForLeases: boolean,
): Promise<InterruptedImport[]> {
  const database = await createTestDatabase();
  const chance = createChance(28);
  const fire = await putImportsUnderFire({ databaseUrl: database.url, rows, chance, waitsForLeases });
  const outcomes: InterruptedImport[] = [];
  try {
    for (let time = 0; time < times; time++) {
      outcomes.push(await fire.interrupt({ mode: time % 2 === 0 ? 'all' : 'rows', how }));
    }
    return outcomes;
  } finally {
    await fire.stop();
    await database.drop();
  }
}

/** How often each thing happened. */
function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of [...values].sort()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function keep(name: string, rows: number, outcomes: readonly InterruptedImport[]): void {
  record(name, {
    rows,
    interruptions: outcomes.length,
    contradictions: outcomes.flatMap(({ contradictions }) => contradictions).length,
    resumed: outcomes.filter(({ resumed }) => resumed).length,
    phases: tally(outcomes.map(({ phase }) => phase)),
    endings: tally(outcomes.map(({ mode, state }) => `${mode}: ${state}`)),
    partlyApplied: outcomes.filter(({ state, applied }) => state === 'cancelled' && applied > 0).length,
  });
}

it.each([
  ['killed', 'import-killed', 24, 6000, false],
  ['killed', 'import-killed-and-missed', 8, 6000, true],
  ['cancelled', 'import-cancelled', 24, 15_000, false],
  ['killed, then cancelled', 'import-killed-then-cancelled', 12, 15_000, false],
] as const)('%s: nothing is half done that does not say so (%s)', async (how, name, times, rows, waits) => {
  const outcomes = await interruptMany(how, times, rows, waits);
  keep(name, rows, outcomes);
  expect(outcomes.flatMap(({ contradictions }) => contradictions)).toEqual([]);
  const endings = how === 'killed' ? ['succeeded', 'none'] : ['succeeded', 'none', 'cancelled'];
  expect(outcomes.map(({ state }) => state).filter((state) => !endings.includes(state))).toEqual([]);
  if (how.startsWith('killed')) expect(outcomes.some(({ resumed }) => resumed)).toBe(true);
});
