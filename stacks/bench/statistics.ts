/** Three numbers that say what a number of rounds gave. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The value below which so much of the sample lies, 0 to 1 (nearest rank). Throws when empty. */
export function percentile(sample: readonly number[], part: number): number {
  if (!(part >= 0 && part <= 1)) throw new RangeError(`part=${part}: use 0 to 1`);
  const sorted = [...sample].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  if (found === undefined) throw new RangeError("an empty sample has no percentile");
  return found;
}

/** The middle of a sample; of an even number the mean of the two in the middle. */
export function median(sample: readonly number[]): number {
  const upper = percentile(sample, Math.min(1, 0.5 + 0.5 / sample.length));
  return sample.length % 2 === 1 ? percentile(sample, 0.5) : (percentile(sample, 0.5) + upper) / 2;
}

/** Median and both ends of a sample. Throws when empty. */
export const spread = (sample: readonly number[]): Spread => ({
  median: median(sample),
  min: Math.min(...sample),
  max: Math.max(...sample),
});

/**
 * How many times as much `b` took as `a`, round by round. Only rounds of the same moment are
 * compared: what else the machine does slows both of them.
 */
export function ratio(a: readonly number[], b: readonly number[]): Spread {
  if (a.length !== b.length) {
    throw new RangeError(`${a.length} rounds against ${b.length}: interleave them`);
  }
  return spread(b.map((value, round) => value / (a[round] ?? Number.NaN)));
}
