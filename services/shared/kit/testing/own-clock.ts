import type { Clock } from "../clock.ts";

/** A clock that only its test moves. */
export interface OwnClock extends Clock {
  /** Lets so many milliseconds pass; whoever slept long enough wakes. */
  advance(ms: number): void;
}

const startIsoDefault = "2026-01-05T08:00:00.000Z";

/** A clock on which whoever sleeps, sleeps until the test has moved it far enough. */
export function ownClock(startIso = startIsoDefault): OwnClock {
  let now = Date.parse(startIso);
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve });
      }),
    advance(ms) {
      now += ms;
      const awake = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of awake) wake();
    },
  };
}

/** A clock on which nobody waits: sleeping takes no time at all. */
export function hurriedClock(startIso = startIsoDefault): OwnClock {
  const clock = ownClock(startIso);
  return { ...clock, sleep: () => Promise.resolve() };
}
