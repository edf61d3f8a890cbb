import type { Clock } from "../clock.ts";

/** A clock that only its test moves. */
export interface OwnClock extends Clock {
  /** Moves time on and wakes who slept so long. */
  advance(ms: number): Promise<void>;
}

/** "wait": sleepers wait for `advance`; "pass": a sleep takes a turn of the loop and no time. */
export function ownClock(
  sleeps: "wait" | "pass" = "pass",
  startIso = "2026-01-05T08:00:00.000Z",
): OwnClock {
  let nowMs = Date.parse(startIso);
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    now: () => nowMs,
    sleep: (ms) =>
      sleeps === "pass"
        ? turn()
        : new Promise((wake) => {
            sleepers.push({ atMs: nowMs + ms, wake });
          }),
    async advance(ms) {
      nowMs += ms;
      const due = sleepers.filter(({ atMs }) => atMs <= nowMs);
      sleepers = sleepers.filter(({ atMs }) => atMs > nowMs);
      for (const { wake } of due) wake();
      await turns();
    },
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Lets everything run on that waits for nothing but its turn. */
export async function turns(count = 30): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}
