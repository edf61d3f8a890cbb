import type { Due, Parsed } from "../../shared/contracts/api/parsed.ts";
import { dueWords, localWords } from "./dates.ts";
import {
  type Around,
  askFirst,
  type Plan,
  perform,
  type Subject,
  say,
  step,
  thingOf,
} from "./plan.ts";
import type { Step } from "./step.ts";
import { counted, joined, quoted } from "./texts.ts";

type Verb = "pause" | "resume" | "skip" | "stop";

/** Pauses, resumes, skips or stops what repeats. */
export function repeatPlan(
  verb: Verb,
  { scope, due }: Parsed,
  subjects: readonly Subject[],
  around: Around,
): Plan {
  const templates = subjects.flatMap(({ template }) => template ?? []);
  const unique = [...new Map(templates.map((one) => [one.id, one])).values()];
  const [one] = unique;
  if (!one) {
    const names = joined(subjects.map(({ title }) => quoted(title)));
    const [subject] = subjects;
    return say(
      `${names} does not repeat, so there is nothing to ${verb}. ` +
        'Say "dismiss it" for its reminder, "delete it", or "what repeats?".',
      { it: subject ? thingOf(subject) : null },
    );
  }
  if (verb === "stop" && scope === "following") {
    return askFirst(
      `Stop ${quoted(one.title)} and delete its open tasks still to come? (yes or no)`,
      unique.map(({ id, title }) => step("delete_recurring", title, { id, scope: "following" })),
    );
  }
  const other = verb === "skip" && due ? unique.find((one) => !isNext(one, due)) : undefined;
  if (other && due) return say(otherDate(other, due, around));
  const steps = unique.map((one) => stepOf(verb, one));
  if (verb !== "stop" || steps.length === 1) return perform(...steps);
  const names = joined(unique.map(({ title }) => quoted(title)));
  return askFirst(`Stop ${counted(unique.length, "repeating task")}: ${names}? (yes or no)`, steps);
}

type Template = NonNullable<Subject["template"]>;

const isNext = ({ next }: Template, { local }: Due): boolean =>
  next[0]?.slice(0, 10) === local.slice(0, 10);

/** Only the next date can be left out. */
function otherDate({ title, next }: Template, due: Due, around: Around): string {
  const [date] = next;
  const wanted = dueWords(due.local.slice(0, 10), around);
  if (date === undefined) return `${quoted(title)} has no date to come, so nothing was skipped.`;
  return (
    `${quoted(title)} comes next on ${localWords(date, around)}, not ${wanted}, and only the next ` +
    `date can be skipped, so nothing was changed. Say "skip ${title}" to leave that one out.`
  );
}

function stepOf(verb: Verb, { id, title }: { readonly id: string; readonly title: string }): Step {
  switch (verb) {
    case "pause":
      return step("pause_recurring", title, { id });
    case "resume":
      return step("resume_recurring", title, { id });
    case "skip":
      return step("skip_recurring", title, { id });
    case "stop":
      // What was made stays: nothing is taken away, and undo brings the rule back.
      return step("delete_recurring", title, { id, scope: "template" });
    default:
      return verb satisfies never;
  }
}
