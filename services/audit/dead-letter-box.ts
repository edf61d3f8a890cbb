import type { DeadLetter } from "../shared/contracts/dead-letters.ts";
import { isoNow } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { Problem } from "../shared/kit/problem.ts";
import {
  type KeptLetter,
  keptLetter,
  type LetterIndex,
  letterId,
  letterIndex,
  letterStatus,
  listed,
  received,
  settled,
} from "./dead-letter.ts";
import type { audit } from "./service.ts";

/** Events that could not be taken, until a person has decided about each. */
export interface DeadLetterBox {
  keep(letter: DeadLetter): Promise<void>;
  index(): Promise<LetterIndex>;
  /** Throws `not_found`. */
  show(id: string): Promise<KeptLetter>;
  /** Throws `conflict` when the event failed again after the given revision was looked at. */
  markReplayed(id: string, revision: number): Promise<KeptLetter>;
  /** Sets the letter aside for good; it stays readable. */
  drop(id: string): Promise<KeptLetter>;
}

/** All that `letterId` can make; nothing else becomes part of a key. */
const idForm = /^[0-9a-f]{16}$/;

/** A replayed event may fail again sooner than its letter can be marked. */
const changedSince = ({ status, failures, revision, error }: KeptLetter): string => {
  const what =
    status === letterStatus.enum.waiting
      ? `the event failed again, ${failures} times in all (${error.name}: ${error.message})`
      : `it was ${status}, its revision is ${revision}`;
  return `it changed in the meantime: ${what}; look again`;
};

/** Dead letters in the service's own state: each under its id, and one index of them. */
export function deadLetterBox(
  { state, key }: Connection<typeof audit>,
  { clock, log }: Ports,
): DeadLetterBox {
  const letterKey = (id: string) => key("dead", "all", id);
  const indexKey = key("dead", "index");
  const letters = groupedWrites(state, clock, { parse: (stored) => keptLetter.parse(stored) });
  const indexes = groupedWrites(state, clock, { parse: (stored) => letterIndex.parse(stored) });

  /** The letter first: a crash between the two is mended by the next delivery or command. */
  const change = async (
    id: string,
    how: (before: KeptLetter | undefined) => KeptLetter,
  ): Promise<KeptLetter> => {
    const letter = await letters(letterKey(id), how);
    const index = await indexes(indexKey, (before) => listed(before, letter));
    if (index.unlisted > 0) log.warn("dead-letters.unlisted", { count: index.unlisted });
    return letter;
  };
  const existing = (id: string, before: KeptLetter | undefined): KeptLetter => {
    if (before) return before;
    throw new Problem("not_found", { detail: `there is no dead letter "${id}"` });
  };

  return {
    async keep(letter) {
      await change(letterId(letter), (before) => received(before, letter, isoNow(clock)));
    },
    async index() {
      const stored = await state.get(indexKey);
      return stored ? letterIndex.parse(stored.value) : { letters: [], unlisted: 0 };
    },
    async show(id) {
      const stored = idForm.test(id) ? await state.get(letterKey(id)) : undefined;
      return existing(id.slice(0, 40), stored ? keptLetter.parse(stored.value) : undefined);
    },
    async markReplayed(id, revision) {
      await this.show(id);
      return change(id, (stored) => {
        const before = existing(id, stored);
        if (before.status === letterStatus.enum.replayed) return before;
        if (before.revision === revision) return settled(before, "replayed");
        throw new Problem("conflict", { detail: changedSince(before) });
      });
    },
    async drop(id) {
      await this.show(id);
      return change(id, (before) => settled(existing(id, before), "dropped"));
    },
  };
}
