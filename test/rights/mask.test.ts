import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  everyRight,
  hasRight,
  maskOf,
  namesOf,
  noRights,
  type Right,
  rightNames,
  toJson,
  toRecord,
} from '../../src/rights/index.js';

describe('a set of rights as a mask', () => {
  test('holds none and all', () => {
    expect(namesOf(noRights)).toEqual([]);
    expect(namesOf(everyRight)).toEqual(rightNames);
    expect(maskOf([])).toBe(noRights);
    expect(maskOf(rightNames)).toBe(everyRight);
  });

  test.each(rightNames)('keeps %s apart from all others', (right) => {
    const mask = maskOf([right]);
    expect(namesOf(mask)).toEqual([right]);
    expect(rightNames.filter((name) => hasRight(mask, name))).toEqual([right]);
    expect(rightNames.filter((name) => toRecord(mask)[name])).toEqual([right]);
    expect(JSON.parse(toJson(mask))).toEqual(toRecord(mask));
  });

  test('comes back from its names, whatever their order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...rightNames]), (names) => {
        expect(namesOf(maskOf(names))).toEqual(rightNames.filter((right) => names.includes(right)));
      }),
    );
  });

  test('names every right in its record, in the order of rule 4.1', () => {
    expect(Object.keys(toRecord(noRights))).toEqual(rightNames);
  });

  test('is written as the same JSON the first time and every other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: everyRight }), (mask) => {
        expect([toJson(mask), toJson(mask)]).toEqual([
          JSON.stringify(toRecord(mask)),
          JSON.stringify(toRecord(mask)),
        ]);
      }),
    );
  });

  test.each(['chat', 'toString', '__proto__'])('takes no name that is not a right: %s', (name) => {
    expect(() => maskOf([name as Right])).toThrow(new TypeError(`Not a right: ${name}`));
    expect(() => hasRight(everyRight, name as Right)).toThrow(TypeError);
  });
});
