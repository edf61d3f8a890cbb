import type { Parsed } from "../../../shared/contracts/api/parsed.ts";

/** Said on a Wednesday. */
export const goldenNow = "2026-01-07T10:00:00Z";

/**
 * A sentence and all that it says; what is left out here must not be understood either. A new task
 * is the rule, so only other intents are named.
 */
export type Golden = { readonly text: string; readonly zone?: string } & (
  | ({ readonly asks?: never } & Said)
  /** Cannot be decided: must be asked back, whatever else was understood. */
  | { readonly asks: true }
);

type Same = "description" | "reminders" | "priority" | "tags" | "target" | "change" | "filter";

type Said = Partial<Pick<Parsed, "intent" | "title" | "scope" | Same>> & {
  /** The local date or date-time. */
  readonly due?: string;
  readonly at?: string;
  readonly rrule?: string;
  readonly from_completion?: true;
};
