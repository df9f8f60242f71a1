/** The text of an answer is the JSON of the answer: for whomever, wherever, whatever they are called. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AccessConfiguration } from '../../src/access/access-configuration.store.js';
import { toAnswer, toAnswerText } from '../../src/access/answer.js';
import { find } from '../../src/access/finding.js';
import type { Who } from '../../src/access/questions.js';
import type { SubjectRow } from '../../src/access/subjects.store.js';
import { everyRight, rightNames, type GroupFacts } from '../../src/rights/index.js';
import { createSubnetMatcher, parseSubnet } from '../../src/zones/index.js';

const kbps = fc.option(fc.integer({ min: 1, max: 10_000_000 }));
const mask = fc.integer({ min: 0, max: everyRight });
const group = fc.record({ name: fc.string(), rights: mask, incomingKbps: kbps, outgoingKbps: kbps });
const rightList = fc.subarray([...rightNames]).map((names) => names.join(','));

const configuration = fc
  .record({ groups: fc.array(group, { minLength: 3, maxLength: 8 }), zone: fc.string(), rights: mask })
  .map(({ groups, zone, rights }): AccessConfiguration => {
    const facts = groups.map((one, at): GroupFacts => ({
      ...one,
      id: fc.sample(fc.uuid(), { seed: at, numRuns: 1 })[0]!,
    }));
    const external = { id: 'external' as const, name: zone, rights };
    return {
      epoch: '950bd2b7-e635-4a82-a4ea-278c6e85edbf',
      groupsById: new Map(facts.map((one) => [one.id, one])),
      builtIn: { ungrouped: facts[0]!, federated: facts[1]!, guests: facts[2]! },
      zones: { external, trusted: { id: 'trusted', name: 'Office', rights: everyRight } },
      trusted: createSubnetMatcher([parseSubnet('10.0.0.0/8')]),
    };
  });

const row = fc.record({
  id: fc.uuid(),
  login: fc.oneof(fc.constantFrom('alice', 'мария', 'o"brien\\'), fc.string()),
  active: fc.boolean(),
  granted: rightList,
  denied: rightList,
  incomingKbps: kbps,
  outgoingKbps: kbps,
  fingerprint: fc.bigInt().map(String),
});

const who: fc.Arbitrary<Who> = fc.oneof(
  fc.constant<Who>({ kind: 'guest' }),
  fc.string().map((callId): Who => ({ kind: 'federated', callId })),
  fc.constant<Who>({ kind: 'local', reference: { kind: 'login', folded: 'alice' } }),
);

describe('the text of an answer', () => {
  it('is the JSON of the answer', () => {
    const situation = fc.record({ configuration, who, row: fc.option(row), groups: fc.nat({ max: 8 }) });
    fc.assert(
      fc.property(situation, ({ configuration: known, who: asked, row: found, groups }) => {
        const ids = [...known.groupsById.keys()].slice(0, groups).join(',');
        const isLocal = asked.kind === 'local' && found !== null;
        const subject: SubjectRow | null = isLocal
          ? { ...found, loginKey: found.login, groupIds: ids }
          : null;
        const where = { kind: 'zone', zone: 'external' } as const;
        const finding = find(known, { who: asked, where }, subject);
        for (const explained of [false, true]) {
          const answer = toAnswer(finding, 'corp.example', explained);
          expect(toAnswerText(finding, 'corp.example', explained)).toBe(JSON.stringify(answer));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
