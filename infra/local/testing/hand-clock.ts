import type { RuntimeClock } from "../clock.ts";

/** A clock that a test moves by hand. */
export interface HandClock extends RuntimeClock {
  /** Fires what is due on the way, in order, letting `settle` finish after each. */
  advance(ms: number, settle: () => Promise<void>): Promise<void>;
}

/** A clock that stands still until it is moved. */
export function handClock(start = Date.UTC(2026, 0, 5, 12)): HandClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const earliest = (until: number) =>
    [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    setTimer(afterMs, run) {
      const timer = { at: now + Math.max(afterMs, 0), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms, settle) {
      const until = now + ms;
      for (let timer = earliest(until); timer; timer = earliest(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
        await settle();
      }
      now = until;
    },
  };
}
