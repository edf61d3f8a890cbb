import { Temporal } from "temporal-polyfill";
import { between } from "../../shared/recurrence/recurrence.ts";
import type { Option } from "./memory.ts";
import { nothing, type Subject } from "./plan.ts";
import type { Step } from "./step.ts";

type Template = NonNullable<Subject["template"]>;

/** How much of something that repeats is meant: the ways to answer, each with its steps. */
export function scopeOptions(steps: {
  readonly only: readonly Step[];
  readonly following: readonly Step[];
  readonly template: readonly Step[];
}): readonly Option[] {
  return [
    ...(steps.only.length > 0 ? [option("this", "only this one", thisWords, steps.only)] : []),
    option("following", "all future instances", followingWords, steps.following),
    option("template", "just the template", templateWords, steps.template),
    nothing,
  ];
}

const thisWords = ["this", "this one", "just this", "just this one", "only this"];
const followingWords = ["this and following", "following", "all", "all future", "future instances"];
const templateWords = ["template", "the template", "template only", "only the template"];

const option = (
  scope: Option["scope"],
  label: string,
  answers: readonly string[],
  steps: readonly Step[],
): Option => ({ scope, label, answers: [...answers], steps: [...steps], reply: "" });

/** "This and following", as the tools take it: from the date of the task, when it has its own. */
export function followingOf({ task, template }: Subject): {
  readonly scope: "following";
  readonly from?: string;
} {
  const due = task?.due_date;
  const from = due && template ? dateOf(due, template) : undefined;
  return { scope: "following", ...(from === undefined ? {} : { from }) };
}

/** The rule's date that a task was made for; undefined when it was moved since. */
function dateOf(due: string, { recurrence }: Template): string | undefined {
  if (recurrence.from_completion) return undefined;
  const local = due.includes("T")
    ? Temporal.Instant.from(due)
        .toZonedDateTimeISO(recurrence.timezone)
        .toPlainDateTime()
        .toString({ smallestUnit: "second" })
    : due;
  const dayMs = 86_400_000;
  const near = Date.parse(due);
  const dates = between(
    recurrence,
    new Date(near - dayMs).toISOString(),
    new Date(near + dayMs).toISOString(),
  );
  return dates.some((date) => date.local === local) ? local : undefined;
}
