import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { RetryableError } from "../shared/kit/errors.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import type { notification } from "./service.ts";

/** Somebody has to look at this person's notices. */
export interface Mark {
  readonly user: string;
  /** When it was last written down. */
  readonly notedMs: number;
}

/** Who has notices to be sent, so that a sweep finds them without a listing of keys. */
export interface Waiting {
  /** Before the notices are kept, so that a crash in between costs one look in vain. */
  note(user: string): Promise<void>;
  /** Those whose moment has come. */
  due(): Promise<readonly Mark[]>;
  /** The next look is then; without one the person is left out. A newer mark stays as it is. */
  move(mark: Mark, nextMs: number | undefined): Promise<void>;
}

/** A list, because not every name of a person can be the name of a field. */
const shard = z.object({
  people: z.array(z.object({ user: z.string(), noted_ms: z.int(), due_ms: z.int() })),
});

/** One bulk read of a sweep; two people seldom wait for the same value. */
const shards = 64;
/** 250,000 people at once, and values of 0.4 MB. */
const peopleMax = 4_000;
/** Whoever wrote a mark has kept its notices by then: a store is given up after 15 s. */
const graceMs = 5 * 60_000;

/** The marks in the service's own state: `waiting:{shard}`. */
export function waitingPeople(
  { state, key }: Pick<Connection<typeof notification>, "state" | "key">,
  clock: Clock,
): Waiting {
  const change = groupedWrites(state, clock, { parse: (stored) => shard.parse(stored) });
  const shardKey = (number: number) => key("waiting", String(number));
  return {
    async note(user) {
      await change(shardKey(shardOf(user)), (before) => {
        const others = (before?.people ?? []).filter((one) => one.user !== user);
        if (others.length >= peopleMax) {
          throw new RetryableError(`waiting: ${peopleMax} people in one of ${shards} parts`);
        }
        const now = clock.now();
        return { people: [...others, { user, noted_ms: now, due_ms: now }] };
      });
    },
    async due() {
      const found = await state.getMany(Array.from({ length: shards }, (_, n) => shardKey(n)));
      const now = clock.now();
      return found
        .flatMap((stored) => (stored ? shard.parse(stored.value).people : []))
        .filter(({ due_ms }) => due_ms <= now)
        .map(({ user, noted_ms }) => ({ user, notedMs: noted_ms }));
    },
    async move({ user, notedMs }, nextMs) {
      await change(shardKey(shardOf(user)), (before = { people: [] }) => {
        const known = before.people.find((one) => one.user === user);
        if (known?.noted_ms !== notedMs) return before;
        const others = before.people.filter((one) => one !== known);
        const settledMs = notedMs + graceMs;
        if (nextMs === undefined && clock.now() >= settledMs) return { people: others };
        return { people: [...others, { ...known, due_ms: nextMs ?? settledMs }] };
      });
    },
  };
}

const shardOf = (user: string): number =>
  (createHash("sha256").update(user).digest()[0] ?? 0) % shards;
