import { describe, expect, test } from '@jest/globals';
import {
  explain,
  type Explanation,
  isRight,
  namesOf,
  resolve,
  type Right,
  rightNames,
} from '../../src/rights/index.js';
import { loadCases, printGate } from './cases.js';
import { builtInOf, subjectOf, zoneOf } from './facts.js';

const cases = loadCases().map((one) => [`${one.file}: ${one.name} (rule ${one.rule})`, one] as const);

function grantedIn(explanation: Explanation): Right[] {
  return rightNames.filter((right) => explanation[right].granted);
}

describe('every case of the truth tables', () => {
  test.each(cases)('%s', (_, one) => {
    const evaluation = resolve(subjectOf(one), builtInOf(one.builtIn), zoneOf(one.zone, one.zones[one.zone]));
    const explanation = explain(evaluation);
    expect(namesOf(evaluation.rights)).toEqual(one.rights);
    expect(grantedIn(explanation)).toEqual(one.rights);
    for (const [right, gates] of Object.entries(one.gates)) {
      expect(explanation[right as Right].gates.map(printGate)).toEqual(gates);
    }
  });
});

describe('the tables themselves', () => {
  test('name rights in the order of rule 4.1, and nothing else', () => {
    for (const [, { rights, gates }] of cases) {
      expect([...rights]).toEqual(rightNames.filter((right) => rights.includes(right)));
      expect(Object.keys(gates).filter((name) => !isRight(name))).toEqual([]);
    }
  });

  test('have no two cases of one name', () => {
    const names = cases.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
