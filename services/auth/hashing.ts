import { Problem } from "../shared/kit/problem.ts";

/** A hash takes a core for 50 ms and 16 MB: two leave room for all other requests. */
const atOnceMax = 2;
/** About two seconds of work; who waits longer has given up. */
const waitingMax = 50;

/** Lets few pieces of work run at once. Throws `unavailable` when too many wait already. */
export function gate(atOnce = atOnceMax, waitingAtMost = waitingMax) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running < atOnce) running++;
    else if (waiting.length < waitingAtMost) {
      // Whoever leaves hands the place over, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      const detail = "too many people sign in at this moment; try again in a second";
      throw new Problem("unavailable", { detail, retryAfterSeconds: 1 });
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
