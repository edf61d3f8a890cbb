import type { Clock } from "../shared/kit/clock.ts";
import { ConflictError, RetryableError } from "../shared/kit/errors.ts";
import { Problem } from "../shared/kit/problem.ts";
import type { StateKey, StateStore } from "../shared/kit/state.ts";

/** What the programs of one person may ask in a minute: as much as at the REST door. */
export const messagesPerMinute = 120;

const windowMs = 60_000;
/** Each lost round was another request of the same person. */
const roundsMax = 10;

export interface LimitPorts {
  readonly state: StateStore;
  readonly key: (person: string, window: number) => StateKey;
  readonly clock: Clock;
}

/** Counts the messages of a person in the store, so that the limit holds across replicas. */
export function messageLimit({ state, key, clock }: LimitPorts) {
  return async (person: string, messages: number): Promise<void> => {
    const window = Math.floor(clock.now() / windowMs);
    for (let round = 0; round < roundsMax; round++) {
      const stored = await state.get(key(person, window));
      // A damaged count closes its window: it must not open it.
      const used = stored ? Number(stored.value) : 0;
      if (!(used + messages <= messagesPerMinute)) throw exhausted(window, clock);
      try {
        const when = stored ? { etag: stored.etag } : "absent";
        const ttlSeconds = (2 * windowMs) / 1_000;
        await state.set(key(person, window), used + messages, { when, ttlSeconds });
        return;
      } catch (thrown) {
        const isLost = thrown instanceof ConflictError || thrown instanceof RetryableError;
        if (!isLost) throw thrown;
      }
    }
    throw new RetryableError("the message counter is contended");
  };
}

function exhausted(window: number, clock: Clock): Problem {
  const retryAfterSeconds = Math.ceil(((window + 1) * windowMs - clock.now()) / 1_000);
  return new Problem("too_many_requests", {
    detail: `at most ${messagesPerMinute} messages a minute; try again in ${retryAfterSeconds} s`,
    retryAfterSeconds,
  });
}
