import { describe, expect, test } from '@jest/globals';
import { explain, explanationToJson, resolve } from '../../src/rights/index.js';
import { loadCases } from './cases.js';
import { builtInOf, subjectOf, zoneOf } from './facts.js';

const cases = loadCases().map((one) => [`${one.file}: ${one.name}`, one] as const);

describe('the text of an explanation is its JSON', () => {
  test.each(cases)('%s', (_, one) => {
    const evaluation = resolve(subjectOf(one), builtInOf(one.builtIn), zoneOf(one.zone, one.zones[one.zone]));
    const explanation = explain(evaluation);
    const text = JSON.stringify(explanation);
    expect(explanationToJson(explanation)).toBe(text);
    // Once more, from what was kept the first time.
    expect(explanationToJson(explanation)).toBe(text);
  });

  test('what may still change is written anew', () => {
    const one = cases.find(([, { subject }]) => subject.kind === 'member')![1];
    const explanation = explain(
      resolve(subjectOf(one), builtInOf(one.builtIn), zoneOf(one.zone, one.zones[one.zone])),
    );
    const gate = { gate: 'personal' as const, verdict: 'grant' as 'grant' | 'deny' };
    explanation.operator.gates = [gate];
    expect(explanationToJson(explanation)).toContain('"verdict":"grant"}]');
    gate.verdict = 'deny';
    expect(explanationToJson(explanation)).toBe(JSON.stringify(explanation));
  });
});
