/** The laws of rule 4.9, and the reading of explanations that src/rights/gates.ts promises, over arbitrary facts. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type BuiltInGroups,
  everyRight,
  explain,
  type Gate,
  type GroupFacts,
  type MemberFacts,
  resolve,
  rightNames,
  type SubjectFacts,
  type ZoneFacts,
} from '../../src/rights/index.js';
import { memberOf } from './facts.js';

const mask = fc.integer({ min: 0, max: everyRight });
const kbps = fc.option(fc.integer({ min: 1, max: 5000 }));

const group: fc.Arbitrary<GroupFacts> = fc.record({
  id: fc.uuid(),
  name: fc.string(),
  rights: mask,
  incomingKbps: kbps,
  outgoingKbps: kbps,
});

const builtIn: fc.Arbitrary<BuiltInGroups> = fc.record({ ungrouped: group, federated: group, guests: group });

const zone: fc.Arbitrary<ZoneFacts> = fc.record({
  id: fc.constantFrom('trusted', 'external'),
  name: fc.string(),
  rights: mask,
});

const member: fc.Arbitrary<MemberFacts> = fc.record({
  kind: fc.constant('member'),
  active: fc.boolean(),
  groups: fc.array(group, { maxLength: 6 }),
  granted: mask,
  denied: mask,
  incomingKbps: kbps,
  outgoingKbps: kbps,
});

const home = fc.oneof(
  fc.record({ state: fc.constant('answered'), rights: mask }),
  fc.record({
    state: fc.constant('unavailable'),
    reason: fc.constantFrom(
      'federation-off',
      'server-not-allowed',
      'server-unreachable',
      'answer-unverified',
    ),
  }),
);

const subject: fc.Arbitrary<SubjectFacts> = fc.oneof(
  { arbitrary: member, weight: 4 },
  fc.constant<SubjectFacts>({ kind: 'guest' }),
  fc.record({ kind: fc.constant('federated'), home }),
  fc.constant<SubjectFacts>({ kind: 'unknown' }),
);

/** Mutation testing asks for fewer, as of the oracle. */
const runs = { numRuns: Number(process.env['RIGHTS_LAW_RUNS'] ?? 2000) };

/** Whether every right of the first set is in the second. */
function isWithin(inner: number, outer: number): boolean {
  return (inner & ~outer) === 0;
}

describe('the laws of rule 4.9', () => {
  test('for someone already in a group, one more group never takes a right away', () => {
    const inGroup = member.filter(({ groups }) => groups.length > 0);
    fc.assert(
      fc.property(inGroup, group, builtIn, zone, (one, more, groups, here) => {
        const joined = { ...one, groups: [...one.groups, more] };
        return isWithin(resolve(one, groups, here).rights, resolve(joined, groups, here).rights);
      }),
      runs,
    );
  });

  test('no zone ever adds a right', () => {
    const everywhere: ZoneFacts = { id: 'trusted', name: 'everything allowed', rights: everyRight };
    fc.assert(
      fc.property(subject, builtIn, zone, (who, groups, here) => {
        const rights = resolve(who, groups, here).rights;
        return isWithin(rights, here.rights) && isWithin(rights, resolve(who, groups, everywhere).rights);
      }),
      runs,
    );
  });

  test('a personal denial always wins', () => {
    fc.assert(
      fc.property(member, builtIn, zone, (one, groups, here) => {
        return (resolve(one, groups, here).rights & one.denied) === 0;
      }),
      runs,
    );
  });

  test('the order of groups never matters, to the answer and to each verdict', () => {
    const shuffled = member.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.groups], { minLength: one.groups.length })),
    );
    fc.assert(
      fc.property(shuffled, builtIn, zone, ([one, order], groups, here) => {
        const [given, other] = [one, { ...one, groups: order }].map((who) => resolve(who, groups, here));
        expect(other!.rights).toBe(given!.rights);
        expect(verdictsOf(other!)).toEqual(verdictsOf(given!));
      }),
      runs,
    );
  });

  test('being in a group twice is being in it', () => {
    fc.assert(
      fc.property(member, builtIn, zone, (one, groups, here) => {
        const twice = { ...one, groups: [...one.groups, ...one.groups] };
        return resolve(twice, groups, here).rights === resolve(one, groups, here).rights;
      }),
      runs,
    );
  });

  test('facts are read and never written', () => {
    fc.assert(
      fc.property(subject, builtIn, zone, (who, groups, here) => {
        const before = JSON.stringify([who, groups, here]);
        explain(resolve(who, groups, here));
        return JSON.stringify([who, groups, here]) === before;
      }),
      runs,
    );
  });
});

describe('the reading of an explanation', () => {
  test('a right is had when some gate grants it and none denies it or is unavailable', () => {
    fc.assert(
      fc.property(subject, builtIn, zone, (who, groups, here) => {
        const explanation = explain(resolve(who, groups, here));
        for (const right of rightNames) {
          const verdicts = explanation[right].gates.map((gate) => gate.verdict);
          const isHad =
            verdicts.includes('grant') && !verdicts.includes('deny') && !verdicts.includes('unavailable');
          expect(explanation[right].granted).toBe(isHad);
        }
      }),
      runs,
    );
  });

  test('gates stand in the order of rule 4.8, each at most once', () => {
    const order: Gate['gate'][] = [
      'account',
      'groups',
      'builtInGroup',
      'personal',
      'homeServer',
      'zone',
      'dependency',
    ];
    fc.assert(
      fc.property(subject, builtIn, zone, (who, groups, here) => {
        for (const { gates } of Object.values(explain(resolve(who, groups, here)))) {
          const places = gates.map(({ gate }: Gate) => order.indexOf(gate));
          expect(places).toEqual([...new Set(places)].sort());
        }
      }),
      runs,
    );
  });

  test('the groups that grant are named by id and name, in the order given', () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 6 }), builtIn, zone, (groups, others, here) => {
        const { recording } = explain(resolve(memberOf(groups), others, here));
        const granting = groups.filter(
          ({ rights }) => (rights & (1 << rightNames.indexOf('recording'))) !== 0,
        );
        expect(recording.gates[1]).toEqual({
          gate: 'groups',
          verdict: granting.length > 0 ? 'grant' : 'abstain',
          groups: granting.map(({ id, name }) => ({ id, name })),
        });
      }),
      runs,
    );
  });
});

function verdictsOf(evaluation: ReturnType<typeof resolve>): string[][] {
  const explanation = explain(evaluation);
  return rightNames.map((right) => explanation[right].gates.map((gate) => gate.verdict));
}
