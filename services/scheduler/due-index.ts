import { z } from "zod";
import type { Clock } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { RetryableError } from "../shared/kit/errors.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import { shardOf } from "../shared/kit/people-shards.ts";
import type { scheduler } from "./service.ts";
import { type SlotKind, slotOf } from "./slots.ts";

/** People by time, so that a sweep finds whom to look at without a listing of keys. */
export interface DueIndex {
  /** Notes the person in this slot, or in one shortly after when it is full. */
  note(kind: SlotKind, slot: number, user: string): Promise<void>;
  /** Who is noted in these slots: one entry a bucket that exists. */
  noted(kind: SlotKind, slots: readonly number[]): Promise<readonly Bucket[]>;
  forget(kind: SlotKind, buckets: readonly Bucket[]): Promise<void>;
  /** Every slot before it is done; undefined while nothing was ever noted. */
  cursor(kind: SlotKind): Promise<number | undefined>;
  moveCursor(kind: SlotKind, slot: number): Promise<void>;
}

export interface Bucket {
  readonly slot: number;
  readonly shard: number;
  readonly people: readonly string[];
}

const bucket = z.object({ people: z.array(z.string()) });
const cursor = z.object({ slot: z.int() });

/** Writers of one minute share eight values; a sweep reads so many keys for each slot. */
const shards = 8;
/** 40 KB a value: each new name rewrites it. 8,000 people fit into a minute, more into the next. */
const peopleMax = 1_000;
/** Past so many full slots the store is not what is wrong. */
const spillMax = 30;

/** The index in the service's own state: `due:{kind}:{slot}:{shard}` and `cursor:{kind}`. */
export function dueIndex(
  { state, key }: Pick<Connection<typeof scheduler>, "state" | "key">,
  clock: Clock,
): DueIndex {
  const buckets = groupedWrites(state, clock, { parse: (stored) => bucket.parse(stored) });
  const bucketKey = (kind: SlotKind, slot: number, shard: number) => key("due", kind, slot, shard);
  const readCursor = async (kind: SlotKind) => {
    const stored = await state.get(key("cursor", kind));
    return stored && cursor.parse(stored.value).slot;
  };
  // Without a comparison: two sweeps do the same work, and an older cursor only repeats some.
  const moveCursor = async (kind: SlotKind, slot: number) =>
    state.set(key("cursor", kind), { slot }, { when: "none" });

  /**
   * Before each note, so that the cursor never stands behind one: the first sweep may come late,
   * and a clock may be set back, or be ahead in another replica.
   */
  const coverSlot = async (kind: SlotKind, slot: number) => {
    const at = await readCursor(kind);
    const first = Math.min(slot, slotOf(kind, clock.now()));
    if (at === undefined || at > first) await moveCursor(kind, first);
  };

  return {
    cursor: readCursor,
    moveCursor,
    async note(kind, slot, user) {
      await coverSlot(kind, slot);
      const shard = shardOf(user, shards);
      for (let at = slot; at <= slot + spillMax; at++) {
        const { people } = await buckets(bucketKey(kind, at, shard), (before) => {
          if (!before) return { people: [user] };
          const isIn = before.people.includes(user);
          return isIn || before.people.length >= peopleMax
            ? before
            : { people: [...before.people, user] };
        });
        if (people.includes(user)) return;
      }
      throw new RetryableError(`the ${kind}s from ${slot} on are full`);
    },
    async noted(kind, slots) {
      const places = slots.flatMap((slot) =>
        Array.from({ length: shards }, (_, shard) => ({ slot, shard })),
      );
      const found = await state.getMany(
        places.map(({ slot, shard }) => bucketKey(kind, slot, shard)),
      );
      return places.flatMap((place, i) => {
        const stored = found[i];
        return stored ? [{ ...place, people: bucket.parse(stored.value).people }] : [];
      });
    },
    async forget(kind, done) {
      for (const { slot, shard } of done) await state.delete(bucketKey(kind, slot, shard));
    },
  };
}
