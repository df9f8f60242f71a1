import { describe, expect, test } from '@jest/globals';
import {
  defaultRights,
  grantableTo,
  isRight,
  notGrantable,
  rightNames,
  rightTable,
} from '../../src/rights/index.js';
import { fifteen } from '../support/rights-oracle.js';

describe('the catalogue', () => {
  test('names the fifteen rights in the order of rule 4.1', () => {
    expect(rightNames).toEqual(fifteen);
  });

  test('says of each right what it allows, in the same order', () => {
    expect(Object.keys(rightTable)).toEqual(rightNames);
    for (const { description } of Object.values(rightTable)) expect(description).toMatch(/^[A-Z].{15,}\.$/);
  });

  test('tells a right from any other word, inherited ones included', () => {
    expect(rightNames.every(isRight)).toBe(true);
    expect(['', 'Operator', 'toString', '__proto__', 'chat'].some(isRight)).toBe(false);
  });
});

describe('what is grantable (rule 4.6)', () => {
  test('custom groups: everything', () => {
    expect(grantableTo('custom')).toEqual(rightNames);
  });

  test('Users without group: all but two', () => {
    expect(notGrantable.ungrouped).toEqual(['transcriptsFull', 'operator']);
    expect(grantableTo('ungrouped')).toEqual(
      fifteen.filter((name) => !/^(operator|transcriptsFull)$/.test(name)),
    );
  });

  test('Federated users: no surveys, no transcripts', () => {
    expect(grantableTo('federated')).toEqual(
      fifteen.filter((name) => !/^(surveys|transcripts.*)$/.test(name)),
    );
  });

  test('Guest users: only what needs no account', () => {
    expect(grantableTo('guests')).toEqual([
      'pointToPointCalls',
      'screenSharing',
      'remoteControlRequest',
      'remoteControlAllow',
      'slideShow',
      'fileSending',
      'fileReceiving',
    ]);
  });

  test.each(['ungrouped', 'federated', 'guests'] as const)('%s: each right is grantable or not', (kind) => {
    expect([...grantableTo(kind), ...notGrantable[kind]].sort()).toEqual([...rightNames].sort());
  });

  test.each(['ungrouped', 'federated', 'guests'] as const)('%s: the defaults are grantable', (kind) => {
    expect(grantableTo(kind)).toEqual(expect.arrayContaining([...defaultRights[kind]]));
  });
});
