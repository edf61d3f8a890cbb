import type { Clock } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import { type Notices, noNotices, notices } from "./notices.ts";
import type { notification } from "./service.ts";

export interface NoticesStore {
  of(user: string): Promise<Notices>;
  /** Resolves when the change is durable; it may be asked again after a lost race. */
  change(user: string, change: (before: Notices) => Notices): Promise<Notices>;
  /** The same for a person who has notices, at the price of a read when nothing changes. */
  changeKnown(user: string, change: (before: Notices) => Notices): Promise<void>;
}

/** The notices in the service's own state, one value a person: `delivery:{user}`. */
export function noticesStore(
  { state, key }: Pick<Connection<typeof notification>, "state" | "key">,
  clock: Clock,
): NoticesStore {
  const write = groupedWrites(state, clock, { parse: (stored) => notices.parse(stored) });
  const of = async (user: string): Promise<Notices> => {
    const stored = await state.get(key("delivery", user));
    return stored ? notices.parse(stored.value) : noNotices;
  };
  const change = (user: string, how: (before: Notices) => Notices) =>
    write(key("delivery", user), (before) => how(before ?? noNotices));
  return {
    of,
    change,
    async changeKnown(user, how) {
      const known = await of(user);
      if (how(known) !== known) await change(user, how);
    },
  };
}
