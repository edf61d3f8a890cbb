import { setTimeout } from "node:timers/promises";
import { ClusterError } from "./cluster-error.ts";

const lookEveryMs = 50;

/**
 * Waits until something is so. Throws after the given time with what it was waiting for and what
 * was found last, and the signal's reason when that comes first.
 */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const end = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    signal.throwIfAborted();
    try {
      if (await isSo()) return;
      last = undefined;
    } catch (thrown) {
      last = thrown;
    }
    if (performance.now() > end) {
      const why =
        last === undefined ? "" : `: ${last instanceof Error ? last.message : String(last)}`;
      throw new ClusterError(`${what}: not within ${withinMs / 1_000} s${why}`);
    }
    await setTimeout(lookEveryMs);
  }
}
