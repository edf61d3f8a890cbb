import { setTimeout } from "node:timers/promises";
import { timed } from "../measure.ts";

/**
 * Begins a piece of work so many times a second, whether or not those before have ended, and gives
 * the milliseconds of each: a slow answer does not spare the next one its load.
 */
export function steadily(
  perSecond: number,
  times: number,
  work: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const from = performance.now();
  return Promise.all(
    Array.from({ length: times }, async (_, index) => {
      const dueMs = from + (index * 1_000) / perSecond;
      await setTimeout(Math.max(0, Math.ceil(dueMs - performance.now())));
      return timed(() => work(index));
    }),
  );
}
