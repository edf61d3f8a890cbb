import type { Parsed } from "../../shared/contracts/api/parsed.ts";

/** What a sentence says, without its spans and question, which the sentence itself keeps. */
export type Meaning = Omit<Parsed, "spans" | "question">;

/** A meaning of which only this was said. */
export function meaning(said: Partial<Meaning> & Pick<Meaning, "intent">): Meaning {
  return {
    title: null,
    description: null,
    due: null,
    recurrence: null,
    reminders: [],
    priority: null,
    tags: [],
    target: null,
    change: null,
    filter: null,
    scope: null,
    ...said,
  };
}
