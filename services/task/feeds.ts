import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { type Clock, isoNow } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import type { task } from "./service.ts";

/** 256 bits: a hash of so much chance needs no salt and no slowness. */
const secretBytes = 32;

/** What a person has: the hash of the one secret that counts, null when there is none. */
const own = z.object({ hash: z.string().nullable(), made_at: z.string() });
const owner = z.object({ user_id: z.string() });

/** The secret addresses of calendars: one a person. Only its hash is kept. */
export interface Feeds {
  /** When the present address was made; undefined without one. */
  madeAt(user: string): Promise<string | undefined>;
  /** Makes an address; the one before leads nowhere from now on. */
  make(user: string): Promise<{ readonly token: string; readonly madeAt: string }>;
  /** Also when there is none. */
  remove(user: string): Promise<void>;
  /** Whose calendar has the secret with this hash. */
  holder(hash: string): Promise<string | undefined>;
}

/**
 * `feeds:{user}` alone decides; `feed:{hash}` only says whom to ask, so that one that is left
 * behind by a crash leads nowhere.
 */
export function feedsIn(
  { state, key }: Pick<Connection<typeof task>, "state" | "key">,
  clock: Clock,
): Feeds {
  const change = groupedWrites(state, clock, { parse: (stored) => own.parse(stored) });
  const ownOf = async (user: string) => {
    const stored = await state.get(key("feeds", user));
    return stored ? own.parse(stored.value) : undefined;
  };
  const replace = async (user: string, hash: string | null) => {
    const made_at = isoNow(clock);
    let before: string | null = null;
    await change(key("feeds", user), (known) => {
      before = known?.hash ?? null;
      return { hash, made_at };
    });
    // A write whose answer was lost has happened, and is then what was there before.
    if (before !== null && before !== hash) await state.delete(key("feed", before));
    return made_at;
  };
  return {
    async madeAt(user) {
      const known = await ownOf(user);
      return known?.hash ? known.made_at : undefined;
    },
    async make(user) {
      const token = randomBytes(secretBytes).toString("base64url");
      const hash = createHash("sha256").update(token).digest("hex");
      // First the way to the person: until their record has the hash it leads nowhere.
      await state.set(key("feed", hash), { user_id: user }, { when: "none" });
      return { token, madeAt: await replace(user, hash) };
    },
    async remove(user) {
      if ((await ownOf(user))?.hash) await replace(user, null);
    },
    async holder(hash) {
      const way = await state.get(key("feed", hash));
      if (!way) return undefined;
      const { user_id } = owner.parse(way.value);
      return (await ownOf(user_id))?.hash === hash ? user_id : undefined;
    },
  };
}
