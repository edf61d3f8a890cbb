/** Chance that is the same at every run: a failing seed can be looked at again. */
export function seeded(seed: number) {
  let state = seed >>> 0;
  /** mulberry32: small, and even enough for choosing test cases. */
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number): number => Math.floor(unit() * end);
  return {
    below,
    chance: (probability: number): boolean => unit() < probability,
    pick<T>(items: readonly T[]): T {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("there is nothing to pick from");
      return item;
    },
  };
}

export type Seeded = ReturnType<typeof seeded>;
