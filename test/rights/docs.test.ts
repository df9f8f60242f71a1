/** docs/rights.md says what the catalogue says. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { defaultRights, notGrantable, rightNames } from '../../src/rights/index.js';
import { builtInNames } from './cases.js';

const page = readFileSync(new URL('../../docs/rights.md', import.meta.url), 'utf8');

/** The cells of each table row of the page that starts with this. */
function rowsStarting(start: RegExp): string[][] {
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.filter(([first]) => start.test(first ?? ''));
}

const namesIn = (cell = ''): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');

describe('the page about rights', () => {
  test('lists the fifteen in the order of the catalogue', () => {
    const first = rowsStarting(/^`\w+`$/).slice(0, rightNames.length);
    expect(first.flatMap(([name]) => namesIn(name))).toEqual(rightNames);
  });

  test.each(['ungrouped', 'federated', 'guests'] as const)(
    'says what %s never and at first grants',
    (kind) => {
      const [row] = rowsStarting(new RegExp(`^[_*]${builtInNames[kind]}[_*]$`));
      expect(namesIn(row?.[1])).toEqual(notGrantable[kind]);
      expect(namesIn(row?.[2])).toEqual(defaultRights[kind]);
    },
  );
});
