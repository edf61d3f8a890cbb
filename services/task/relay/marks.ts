import { createHash } from "node:crypto";
import type { Clock } from "../../shared/kit/clock.ts";
import { groupedWrites } from "../../shared/kit/grouped-writes.ts";
import type { StateKey, StateStore } from "../../shared/kit/state.ts";

/**
 * Which people may have events that are committed and not yet published, so that any replica can
 * publish them when the one that committed them dies. A mark belongs to a person and a replica;
 * it is set before the commit that it vouches for.
 */
export interface Mark {
  readonly user: string;
  readonly replica: string;
  readonly at: number;
}

/** Enough that the marks of one document stay few, and all of them are one bulk read. */
export const shardCount = 64;

export interface MarkPorts {
  readonly state: StateStore;
  readonly key: (shard: number) => StateKey;
  readonly clock: Clock;
  readonly replica: string;
}

/** The marks of all replicas. Changes that wait for one document go into one write. */
export function marks({ state, key, clock, replica }: MarkPorts) {
  const change = groupedWrites<MarkTimes>(state, clock, { parse: parseMarks });
  return {
    /** Sets this replica's mark, or makes it younger. */
    async set(user: string): Promise<void> {
      const at = clock.now();
      await change(key(shardOf(user)), (before) => ({ ...before, [nameOf(user, replica)]: at }));
    },
    async remove(user: string, of = replica): Promise<void> {
      await change(key(shardOf(user)), (before = {}) => {
        const { [nameOf(user, of)]: removed, ...others } = before;
        return removed === undefined ? before : others;
      });
    },
    async all(): Promise<readonly Mark[]> {
      const shards = await state.getMany(Array.from({ length: shardCount }, (_, n) => key(n)));
      return shards.flatMap((stored) =>
        Object.entries(parseMarks(stored?.value)).map(([name, at]) => {
          const [user = "", of = ""] = name.split("/");
          return { user, replica: of, at };
        }),
      );
    },
  };
}

export type Marks = ReturnType<typeof marks>;

const nameOf = (user: string, replica: string) => `${user}/${replica}`;

/** Stable for ever: a person's marks are looked for where they were put. */
const shardOf = (user: string): number =>
  createHash("sha1").update(user).digest().readUInt32BE(0) % shardCount;

/** When each mark was set, by `{user}/{replica}`. */
type MarkTimes = Readonly<Record<string, number>>;

/** Written by this module alone. */
const parseMarks = (value: unknown): MarkTimes =>
  typeof value === "object" && value !== null ? (value as MarkTimes) : {};
