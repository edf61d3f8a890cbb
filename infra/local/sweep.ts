import type { RuntimeClock } from "./clock.ts";
import type { Messages } from "./messages.ts";
import type { Store } from "./store.ts";

/** Often enough that a day's leftovers never pile up, seldom enough to cost nothing. */
const sweepEveryMs = 10 * 60_000;

/** Removes state that has expired and events older than their topic keeps. */
export function sweeper(db: Store, clock: RuntimeClock, messages: Messages): () => Promise<void> {
  const removeExpired = db.prepare("DELETE FROM state WHERE expires <= ?");
  return async () => {
    await messages.sweep();
    await db.write(() => removeExpired.run(clock.now()));
  };
}

/** Runs it every ten minutes until the returned function is called. */
export function repeatedly(clock: RuntimeClock, run: () => Promise<void>): () => void {
  const arm = (): (() => void) =>
    clock.setTimer(sweepEveryMs, () => {
      void run();
      cancel = arm();
    });
  let cancel = arm();
  return () => cancel();
}
