import type { Clock } from "./clock.ts";
import { ConflictError, RetryableError } from "./errors.ts";
import type { StateKey, StateStore } from "./state.ts";

/** The value after a change; the very same value when there is nothing to change. */
export type Change<V> = (before: V | undefined) => V;

/** Resolves when the change is durable, with the value that it led to. */
export type GroupedWrites<V> = (key: StateKey, change: Change<V>) => Promise<V>;

export interface GroupedWritesOptions<V> {
  readonly parse: (stored: unknown) => V;
  /** Runs before a key's first write; what it does must be safe to repeat. */
  readonly beforeCreate?: (key: StateKey) => Promise<void>;
}

/** Another writer wins each lost round, so this many in a row is a fault and not a contest. */
const attemptsMax = 10;
/** A store that did not answer gets a breath; the event comes again anyway. */
const pauseMs = 20;

interface Waiting<V> {
  readonly change: Change<V>;
  resolve(value: V): void;
  reject(reason: unknown): void;
}

/**
 * Changes single values by compare-and-set. All changes that wait for one key go into one write,
 * because a batch of a person's events would otherwise rewrite the same page once for each.
 */
export function groupedWrites<V>(
  state: StateStore,
  clock: Clock,
  options: GroupedWritesOptions<V>,
): GroupedWrites<V> {
  const queues = new Map<StateKey, Waiting<V>[]>();

  /** Writes until nothing waits for the key any more. */
  const drain = async (key: StateKey, queue: Waiting<V>[]): Promise<void> => {
    while (queue.length > 0) await round(key, queue);
    queues.delete(key);
  };

  /** One durable write for all that wait, however many attempts it takes. */
  const round = async (key: StateKey, queue: Waiting<V>[]): Promise<void> => {
    const taken: Waiting<V>[] = [];
    for (let attempt = 1; ; attempt++) {
      try {
        const stored = await state.get(key);
        if (stored === undefined) await options.beforeCreate?.(key);
        // Taken as late as possible: who came while we read still joins this write.
        taken.push(...queue.splice(0));
        const before = stored === undefined ? undefined : options.parse(stored.value);
        const after = applied(before, taken);
        if (after === undefined) return;
        if (after !== before) {
          await state.set(key, after, { when: stored ? { etag: stored.etag } : "absent" });
        }
        for (const { resolve } of taken) resolve(after);
        return;
      } catch (thrown) {
        const again = thrown instanceof ConflictError || thrown instanceof RetryableError;
        if (!again || attempt >= attemptsMax) {
          for (const { reject } of [...taken, ...queue.splice(0)]) reject(thrown);
          return;
        }
        // Whether the write happened may be unknown: the next attempt reads and sees.
        if (thrown instanceof RetryableError) await clock.sleep(pauseMs * attempt);
      }
    }
  };

  return (key, change) =>
    new Promise<V>((resolve, reject) => {
      const waiting = { change, resolve, reject };
      const queue = queues.get(key);
      if (queue) {
        queue.push(waiting);
        return;
      }
      const started = [waiting];
      queues.set(key, started);
      drain(key, started).catch(reject);
    });
}

/** The value after all changes. One that throws is refused alone; undefined when none is left. */
function applied<V>(before: V | undefined, taken: Waiting<V>[]): V | undefined {
  let value = before;
  for (const waiting of [...taken]) {
    try {
      value = waiting.change(value);
    } catch (thrown) {
      taken.splice(taken.indexOf(waiting), 1);
      waiting.reject(thrown);
    }
  }
  return taken.length === 0 ? undefined : value;
}
