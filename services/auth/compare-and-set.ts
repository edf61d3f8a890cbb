import type { Clock } from "../shared/kit/clock.ts";
import { ConflictError, RetryableError } from "../shared/kit/errors.ts";
import type { StateKey, StateStore } from "../shared/kit/state.ts";

/** A value that shall replace the one that was read. */
export interface Next<Result> {
  /** Left out when the value shall stay as it is. */
  readonly write?: { readonly value: unknown; readonly ttlSeconds?: number };
  readonly result: Result;
}

/** Replaces the value of a key by what `decide` makes of it; `decide` may run several times. */
export type Change = <Result>(
  key: StateKey,
  decide: (current: unknown) => Next<Result>,
) => Promise<Result>;

/** Other replicas are few, and within a replica writers queue: more lost races mean a fault. */
const attemptsMax = 10;
/** About the time of one write; each later pause may be twice as long, 1 s at most. */
const firstPauseMs = 2;

/**
 * Changes single keys by compare-and-set, one writer a key within this process.
 *
 * A lost first write is answered as a failure by Dapr 1.18, not as a conflict; so after either one
 * the key is read again. Throws RetryableError when the races do not end.
 */
export function compareAndSet(state: StateStore, clock: Clock, random = Math.random): Change {
  const queues = new Map<StateKey, Promise<unknown>>();

  const attempt = async <Result>(
    key: StateKey,
    decide: (current: unknown) => Next<Result>,
  ): Promise<Result> => {
    let lost: unknown;
    for (let attempts = 0; attempts < attemptsMax; attempts++) {
      const stored = await state.get(key);
      const { write, result } = decide(stored?.value);
      if (!write) return result;
      const when = stored ? { etag: stored.etag } : "absent";
      try {
        await state.set(key, write.value, { when, ...ttlOf(write) });
        return result;
      } catch (thrown) {
        if (!(thrown instanceof ConflictError || thrown instanceof RetryableError)) throw thrown;
        lost = thrown;
        // Replicas that lost together would lose together again: chance parts them.
        await clock.sleep(random() * firstPauseMs * 2 ** attempts);
      }
    }
    throw new RetryableError(`${key}: no write got through`, { cause: lost });
  };

  return async (key, decide) => {
    const before = queues.get(key) ?? Promise.resolve();
    const mine = before.then(
      () => attempt(key, decide),
      () => attempt(key, decide),
    );
    queues.set(key, mine);
    try {
      return await mine;
    } finally {
      if (queues.get(key) === mine) queues.delete(key);
    }
  };
}

const ttlOf = ({ ttlSeconds }: { readonly ttlSeconds?: number }) =>
  ttlSeconds === undefined ? {} : { ttlSeconds };
