import type { Clock } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import { type Book, book, emptyBook } from "./book.ts";
import type { webhook } from "./service.ts";

/** What a change makes of a book, and what its caller wants to know of it. */
export interface Changed<Result> {
  /** The very same book when there is nothing to change. */
  readonly book: Book;
  readonly result: Result;
}

/** Everybody's book, changed by compare-and-set. */
export interface Books {
  /** Undefined of people who never had a webhook: most people. Who asks in one turn shares a read. */
  read(user: string): Promise<Book | undefined>;
  /** Resolves when the change is durable. `decide` may run several times; the last counts. */
  change<Result>(user: string, decide: (before: Book) => Changed<Result>): Promise<Result>;
}

/** The books in the service's own state. */
export function books(
  { state, key }: Pick<Connection<typeof webhook>, "state" | "key">,
  clock: Clock,
): Books {
  const keyOf = (user: string) => key("book", user);
  const write = groupedWrites(state, clock, { parse: (stored) => book.parse(stored) });
  const reading = new Map<string, Promise<Book | undefined>>();
  const readNow = async (user: string) => {
    const stored = await state.get(keyOf(user));
    return stored && book.parse(stored.value);
  };
  return {
    read(user) {
      const shared = reading.get(user);
      if (shared) return shared;
      const own = readNow(user);
      reading.set(user, own);
      // Whoever asks later may have to see what was written in the meantime.
      queueMicrotask(() => reading.delete(user));
      return own;
    },
    async change<Result>(user: string, decide: (before: Book) => Changed<Result>) {
      const decided: { last?: Changed<Result> } = {};
      await write(keyOf(user), (before) => {
        const changed = decide(before ?? emptyBook);
        decided.last = changed;
        return changed.book;
      });
      if (!decided.last) throw new Error("what was written was decided before");
      return decided.last.result;
    },
  };
}
