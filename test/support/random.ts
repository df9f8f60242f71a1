/** Chance that can be repeated: mulberry32, the same draws on every run with the same seed. */
export interface Chance {
  /** From 0 to one less. */
  below(limit: number): number;
  /** @throws Error for nothing to choose from. */
  oneOf<Item>(items: Iterable<Item>): Item;
}

export function createChance(seed: number): Chance {
  let state = seed;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const oneOf = <Item>(items: Iterable<Item>): Item => {
    const all = [...items];
    if (all.length === 0) throw new Error('There is nothing to choose from.');
    return all[below(all.length)]!;
  };
  return { below, oneOf };
}
