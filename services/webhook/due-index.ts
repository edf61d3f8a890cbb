import { z } from "zod";
import type { Clock } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { RetryableError } from "../shared/kit/errors.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import { shardOf } from "../shared/kit/people-shards.ts";
import { chunks, range } from "../shared/kit/slices.ts";
import type { webhook } from "./service.ts";

/** People by the minute at which something is to be sent, so that a sweep finds them. */
export interface DueIndex {
  /** Notes the person in the minute of this moment, or in one shortly after when it is full. */
  note(ms: number, user: string): Promise<void>;
  /** Who is noted from the cursor to this moment, oldest first. */
  due(nowMs: number): Promise<readonly string[]>;
  /** Forgets what is so old that every writer has finished, also one whose clock is an hour behind. */
  forget(nowMs: number): Promise<void>;
}

const bucket = z.object({ people: z.array(z.string()) });
const cursor = z.object({ minute: z.int() });

const minuteMs = 60_000;
/** Writers of one minute share eight values. */
const shards = 8;
/** 40 KB a value; more people come into the next minute. */
const peopleMax = 1_000;
/** Past so many full minutes the store is not what is wrong. */
const spillMax = 30;
/** A minute is looked at for so long, so that a late writer is seen. */
const overlapMinutes = 5;
/** A minute that is over is kept for so long: a clock that is ahead would forget the present. */
const keptMinutes = 60;
/** What has waited longer has no event any more; it shows up with the person's next one. */
const minutesBackMax = 7 * 24 * 60;
const minutesAtOnce = 60;

/** The index in the service's own state: `due:{minute}:{shard}` and `cursor:minute`. */
export function dueIndex(
  { state, key }: Pick<Connection<typeof webhook>, "state" | "key">,
  clock: Clock,
): DueIndex {
  const buckets = groupedWrites(state, clock, { parse: (stored) => bucket.parse(stored) });
  const keyOf = (minute: number, shard: number) => key("due", String(minute), shard);
  const cursorKey = key("cursor", "minute");
  const readCursor = async () => {
    const stored = await state.get(cursorKey);
    return stored && cursor.parse(stored.value).minute;
  };
  // Without a comparison: two sweeps do the same work, and an older cursor only repeats some.
  const moveCursor = (minute: number) => state.set(cursorKey, { minute }, { when: "none" });
  const keysOf = (minutes: readonly number[]) =>
    minutes.flatMap((minute) => Array.from({ length: shards }, (_, shard) => keyOf(minute, shard)));

  return {
    async note(ms, user) {
      const minute = Math.floor(ms / minuteMs);
      // Before the note, so that the cursor never stands behind one.
      const at = await readCursor();
      const first = Math.min(minute, Math.floor(clock.now() / minuteMs));
      if (at === undefined || at > first) await moveCursor(first);
      const shard = shardOf(user, shards);
      for (let tried = minute; tried <= minute + spillMax; tried++) {
        const { people } = await buckets(keyOf(tried, shard), (before) => {
          if (!before) return { people: [user] };
          const isFull = before.people.length >= peopleMax;
          return isFull || before.people.includes(user)
            ? before
            : { people: [...before.people, user] };
        });
        if (people.includes(user)) return;
      }
      throw new RetryableError(`the minutes from ${minute} on are full`);
    },
    async due(nowMs) {
      const now = Math.floor(nowMs / minuteMs);
      const at = await readCursor();
      if (at === undefined) return [];
      const found = new Set<string>();
      const from = Math.max(Math.min(at, now - overlapMinutes), now - minutesBackMax);
      for (const minutes of chunks(range(from, now + 1), minutesAtOnce)) {
        for (const stored of await state.getMany(keysOf(minutes))) {
          for (const user of stored ? bucket.parse(stored.value).people : []) found.add(user);
        }
      }
      return [...found];
    },
    async forget(nowMs) {
      const done = Math.floor(nowMs / minuteMs) - overlapMinutes;
      const at = await readCursor();
      if (at === undefined || at >= done) return;
      const from = Math.max(at, done - minutesBackMax);
      for (const minutes of chunks(range(from - keptMinutes, done - keptMinutes), minutesAtOnce)) {
        const keys = keysOf(minutes);
        const held = await state.getMany(keys);
        for (const [i, key] of keys.entries()) if (held[i]) await state.delete(key);
      }
      await moveCursor(done);
    },
  };
}
