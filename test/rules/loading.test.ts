/** Test files are loaded by Node and judged by a jest that has a world of its own: see test/support/loading. */
import { describe, expect, it, jest } from '@jest/globals';

describe('expect', () => {
  it.each([
    ['a text', String],
    [1, Number],
    [true, Boolean],
    [1n, BigInt],
    [{}, Object],
    [[], Array],
    [() => 1, Function],
    [new Date(), Date],
    [new TypeError('broken'), Error],
    [new Map(), Map],
  ])('knows what %p is', (value, type) => {
    expect(value).toEqual(expect.any(type));
    expect(Symbol.iterator).not.toEqual(expect.any(type));
  });

  it('tells one from another', () => {
    expect(new Error('one')).not.toEqual(new Error('other'));
    expect(new Set([1])).not.toEqual(new Set([2]));
    expect(new Date(1)).not.toEqual(new Date(2));
    expect(new URL('http://one')).not.toEqual(new URL('http://other'));
    expect(Buffer.from('one')).not.toEqual(Buffer.from('other'));
    expect(Object.assign(new (class Named {})(), { a: 1 })).not.toStrictEqual({ a: 1 });
  });

  it('finds the same equal', () => {
    expect(new Error('one')).toEqual(new Error('one'));
    expect(new Map([['a', new Set([1])]])).toStrictEqual(new Map([['a', new Set([1])]]));
    expect(JSON.parse('{ "a": [1, null] }')).toStrictEqual({ a: [1, null] });
  });
});

it('a stack names the line in the source', () => {
  interface Ignored {
    lines: 'that are not there any more when it runs';
  }
  const error: Error & Partial<Ignored> = new Error('here');
  expect(error.stack).toMatch(/^Error: here\n {4}at .*\/test\/rules\/loading\.test\.ts:41:/);
});

it('what jest could not do is not there', () => {
  expect(Object.keys(jest)).toEqual(['setTimeout']);
});
