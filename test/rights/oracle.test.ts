import { expect, test } from '@jest/globals';
import {
  explain,
  type GroupFacts,
  maskOf,
  namesOf,
  resolve,
  type Right,
  rightNames,
  type SubjectFacts,
} from '../../src/rights/index.js';
import {
  fifteen,
  type Name,
  type Names,
  type Person,
  rightsByTheRules,
  type World,
} from '../support/rights-oracle.js';
import { builtInOf, groupOf, memberOf, zoneOf } from './facts.js';

/** Mutation testing asks for fewer: most mutants fall within the first hundred. */
const caseCount = Number(process.env['RIGHTS_ORACLE_CASES'] ?? 120_000);

/** mulberry32: the same cases on every run, so that a failing one can be named by its number. */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Draw = (below: number) => number;

/** Sparse, dense, empty and full sets all come up, since each gate can only be seen through the others. */
function drawNames(draw: Draw): Names {
  const density = draw(5);
  return new Set(fifteen.filter(() => draw(4) < density));
}

function drawPerson(draw: Draw): Person {
  const kind = draw(10);
  if (kind === 0) return { is: 'stranger' };
  if (kind === 1) return { is: 'guest' };
  if (kind < 4) return { is: 'federated', home: draw(5) === 0 ? undefined : drawNames(draw) };
  const personal = new Map<Name, 'grant' | 'deny'>();
  for (const right of fifteen) {
    const setting = draw(8);
    if (setting < 2) personal.set(right, setting === 0 ? 'grant' : 'deny');
  }
  const groups = Array.from({ length: draw(6) }, () => drawNames(draw));
  return { is: 'member', isActive: draw(12) !== 0, groups, personal };
}

function drawWorld(draw: Draw): World {
  const [ungrouped, federated, guests] = [drawNames(draw), drawNames(draw), drawNames(draw)];
  return { ungrouped, federated, guests, zone: drawNames(draw) };
}

function factsOf(person: Person): SubjectFacts {
  switch (person.is) {
    case 'stranger':
      return { kind: 'unknown' };
    case 'guest':
      return { kind: 'guest' };
    case 'federated':
      return {
        kind: 'federated',
        home:
          person.home === undefined
            ? { state: 'unavailable', reason: 'server-unreachable' }
            : { state: 'answered', rights: maskOf(person.home) },
      };
    case 'member':
      return memberOf(person.groups.map(groupFacts), {
        active: person.isActive,
        granted: maskOf(setTo(person.personal, 'grant')),
        denied: maskOf(setTo(person.personal, 'deny')),
      });
  }
}

function groupFacts(rights: Names, at: number): GroupFacts {
  return groupOf(`group ${at}`, [...rights]);
}

function setTo(personal: ReadonlyMap<Name, 'grant' | 'deny'>, setting: 'grant' | 'deny'): Right[] {
  return [...personal].filter(([, to]) => to === setting).map(([right]) => right);
}

test(`the resolver and the rules agree on ${caseCount} random cases`, () => {
  const draw = drawFrom(20_261_122);
  for (let number = 0; number < caseCount; number += 1) {
    const [person, world] = [drawPerson(draw), drawWorld(draw)];
    const builtIn = builtInOf({
      ungrouped: [...world.ungrouped],
      federated: [...world.federated],
      guests: [...world.guests],
    });
    const evaluation = resolve(factsOf(person), builtIn, zoneOf('external', [...world.zone]));
    const expected = [...rightsByTheRules(person, world)].join();
    const explanation = explain(evaluation);
    const granted = rightNames.filter((right) => explanation[right].granted).join();
    // Compared as text first: expect() alone would take minutes for this many.
    if (namesOf(evaluation.rights).join() !== expected || granted !== expected) {
      expect({ number, answer: namesOf(evaluation.rights).join(), granted }).toEqual({
        number,
        answer: expected,
        granted: expected,
      });
    }
  }
}, 60_000);
