import type { Figure, Target } from "../report.ts";
import { percentile, ratio, spread } from "../statistics.ts";

/** The most that a figure may be. */
export const atMost = (value: number): Target => ({ kind: "at most", value });

/** One part of a sample, in milliseconds, over all rounds. */
export const partOf = (
  name: string,
  rounds: readonly (readonly number[])[],
  part: number,
  target?: Target,
): Figure => ({
  name: `${name} p${Math.round(part * 100)}`,
  value: percentile(rounds.flat(), part),
  unit: "ms",
  range: spread(rounds.map((ms) => percentile(ms, part))),
  ...(target && { target }),
});

/** The mean of a sample, in milliseconds, over all rounds. */
export const averageOf = (
  name: string,
  rounds: readonly (readonly number[])[],
  target?: Target,
): Figure => ({
  name: `${name} average`,
  value: mean(rounds.flat()),
  unit: "ms",
  range: spread(rounds.map(mean)),
  ...(target && { target }),
});

/** How many times as long the median of `many` is as that of `few`, round by round. */
export function timesOf(
  name: string,
  few: readonly (readonly number[])[],
  many: readonly (readonly number[])[],
): Figure {
  const range = ratio(few.map(middle), many.map(middle));
  return { name, value: range.median, unit: "x", range };
}

/** How much longer the median of `many` is than that of `few`, round by round. */
export function aboveOf(
  name: string,
  few: readonly (readonly number[])[],
  many: readonly (readonly number[])[],
  target: Target,
): Figure {
  const range = spread(many.map((ms, round) => middle(ms) - middle(few[round] ?? [])));
  return { name, value: range.median, unit: "ms", range, target };
}

const middle = (ms: readonly number[]): number => percentile(ms, 0.5);
const mean = (ms: readonly number[]): number => ms.reduce((sum, one) => sum + one, 0) / ms.length;
