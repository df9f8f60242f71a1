import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type BuiltInGroups,
  effectiveLimits,
  type LimitFacts,
  limitsWithOrigin,
} from '../../src/rights/index.js';
import { groupOf, memberOf } from './facts.js';

const builtIn: BuiltInGroups = {
  ungrouped: groupOf('Users without group', [], { incomingKbps: 100, outgoingKbps: 200 }),
  federated: groupOf('Federated users', [], { incomingKbps: 300, outgoingKbps: null }),
  guests: groupOf('Guest users', [], { incomingKbps: null, outgoingKbps: 400 }),
};
const slow = groupOf('Slow', [], { incomingKbps: 512, outgoingKbps: null });
const fast = groupOf('Fast', [], { incomingKbps: 4096, outgoingKbps: 2048 });
const other = groupOf('Also slow', [], { incomingKbps: 512, outgoingKbps: 2048 });
const silent = groupOf('Silent', []);
const unset: LimitFacts = { incomingKbps: null, outgoingKbps: null };

describe('the limits that apply (rule 2.11)', () => {
  test('are the smallest among the groups, each direction for itself', () => {
    expect(effectiveLimits(memberOf([fast, slow, silent]), builtIn)).toEqual({
      incomingKbps: 512,
      outgoingKbps: 2048,
    });
  });

  test('are the user’s own where set, even above those of the groups', () => {
    const own = { incomingKbps: 9000, outgoingKbps: null };
    expect(effectiveLimits(memberOf([fast, slow], own), builtIn)).toEqual({
      incomingKbps: 9000,
      outgoingKbps: 2048,
    });
  });

  test('are those of Users without group for a member of none', () => {
    expect(effectiveLimits(memberOf([]), builtIn)).toEqual({ incomingKbps: 100, outgoingKbps: 200 });
  });

  test('are none where nobody set any', () => {
    expect(effectiveLimits(memberOf([silent]), builtIn)).toEqual(unset);
  });

  test('are those of Guest users for a guest', () => {
    expect(effectiveLimits({ kind: 'guest' }, builtIn)).toEqual({ incomingKbps: null, outgoingKbps: 400 });
  });

  test('are those of Federated users for a federated user', () => {
    const home = { state: 'answered', rights: 0 } as const;
    expect(effectiveLimits({ kind: 'federated', home }, builtIn)).toEqual({
      incomingKbps: 300,
      outgoingKbps: null,
    });
  });

  test('are none for somebody unknown', () => {
    expect(effectiveLimits({ kind: 'unknown' }, builtIn)).toEqual(unset);
  });

  test('do not depend on the order of the groups, and never rise with one more', () => {
    const kbps = fc.option(fc.integer({ min: 1, max: 20 }));
    const groups = fc.array(fc.record({ incomingKbps: kbps, outgoingKbps: kbps }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(groups, (written) => {
        const facts = written.map((limits, at) => groupOf(`${at}`, [], limits));
        const limits = effectiveLimits(memberOf(facts), builtIn);
        expect(effectiveLimits(memberOf([...facts].reverse()), builtIn)).toEqual(limits);
        const more = effectiveLimits(memberOf([...facts, slow, fast]), builtIn);
        expect(more.incomingKbps).toBeLessThanOrEqual(limits.incomingKbps ?? Infinity);
        expect(more.outgoingKbps).toBeLessThanOrEqual(limits.outgoingKbps ?? Infinity);
      }),
    );
  });
});

describe('where a limit comes from', () => {
  test('the user’s own value', () => {
    const { incoming, outgoing } = limitsWithOrigin({ incomingKbps: 512, outgoingKbps: 1 }, [slow, fast]);
    expect(incoming).toEqual({ kbps: 512, origin: 'own', groups: [] });
    expect(outgoing).toEqual({ kbps: 1, origin: 'own', groups: [] });
  });

  test('every group whose value it is', () => {
    const { incoming, outgoing } = limitsWithOrigin(unset, [slow, fast, other]);
    const refs = [slow, fast, other].map(({ id, name }) => ({ id, name }));
    expect(incoming).toEqual({ kbps: 512, origin: 'group', groups: [refs[0], refs[2]] });
    expect(outgoing).toEqual({ kbps: 2048, origin: 'group', groups: [refs[1], refs[2]] });
  });

  test('nowhere', () => {
    expect(limitsWithOrigin(unset, [silent]).incoming).toEqual({ kbps: null, origin: 'none', groups: [] });
    expect(limitsWithOrigin(unset, []).outgoing).toEqual({ kbps: null, origin: 'none', groups: [] });
  });

  test('each group’s value is shown, whether it applies or not, and nothing else of the group', () => {
    expect(limitsWithOrigin({ incomingKbps: 1, outgoingKbps: 1 }, [slow, silent]).groups).toEqual([
      { id: 'id-of-Slow', name: 'Slow', incomingKbps: 512, outgoingKbps: null },
      { id: 'id-of-Silent', name: 'Silent', incomingKbps: null, outgoingKbps: null },
    ]);
  });
});
