import type { Book } from "./book.ts";

type Ranges = Book["seen"];

/**
 * Every position of a log becomes one event, so ranges grow together again. So many apart mean
 * that events are weeks late: the gap between the two oldest then counts as seen.
 */
const rangesMax = 200;

export const isSeen = (ranges: Ranges, seq: number): boolean =>
  ranges.some(([from, to]) => from <= seq && seq <= to);

/** The ranges with one more position, in order, and joined where they touch. */
export function withSeen(ranges: Ranges, seq: number): Ranges {
  const joined: Ranges = [];
  for (const [from, to] of [...ranges, [seq, seq] as const].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  const [first, second, ...rest] = joined;
  if (joined.length <= rangesMax || !first || !second) return joined;
  return [[first[0], second[1]], ...rest];
}
