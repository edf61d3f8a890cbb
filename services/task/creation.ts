import type { NewTask } from "../shared/contracts/api/tasks.ts";
import { invalid } from "../shared/kit/problem.ts";
import { localText } from "../shared/recurrence/local-time.ts";
import {
  fromObject,
  parseRecurrence,
  type Recurrence,
  RecurrenceError,
  type RecurrenceInput,
} from "../shared/recurrence/recurrence.ts";
import { localOf, parseZone } from "../shared/recurrence/zone.ts";
import type { Command, ParsedTemplate } from "./command.ts";

/** The command for a new task: a task alone, or a template with its first task. */
export function creation(asked: NewTask, nowMs: number): Command {
  const { recurrence: full, recurrence_rule: plain, ...input } = asked;
  const recurrence = plain ? named(() => fromObject(plain), "") : full;
  if (recurrence === undefined) return { kind: "create", input };
  const { due_date, timezone, reminders, ...words } = input;
  const rule = { ...recurrence, timezone: recurrence.timezone ?? timezone ?? undefined };
  const due = due_date ?? undefined;
  const template: ParsedTemplate = {
    ...words,
    recurrence: parsedRule(due === undefined ? rule : startingAt(due, rule, nowMs), nowMs),
    ...templateReminders(reminders),
    missed: "latest",
  };
  return { kind: "repeat", input: template, first: due === undefined ? "from-now" : "of-all" };
}

/** The rule with the due date as its start; a start of its own may only say the same. */
function startingAt(due: string, asked: RecurrenceInput, nowMs: number): RecurrenceInput {
  const zone = named(() => parseZone(asked.timezone ?? "UTC"));
  const dtstart = due.includes("T") ? localText(localOf(Date.parse(due), zone)) : due;
  const rule = { ...asked, dtstart };
  if (asked.dtstart === undefined) return rule;
  if (parsedRule(asked, nowMs).dtstart === parsedRule(rule, nowMs).dtstart) return rule;
  throw invalid("recurrence.dtstart", `due_date says ${dtstart}; give one of them`);
}

/** The reminders as a template keeps them: for each of its dates anew. */
function templateReminders(
  inputs: NewTask["reminders"],
): Pick<ParsedTemplate, "reminder_offsets" | "nag_minutes"> {
  const nag_minutes = inputs[0]?.nag_minutes ?? null;
  const reminder_offsets = inputs.map((input, i) => {
    if ("at" in input) {
      throw invalid(`reminders[${i}].at`, "a task that repeats needs an offset, such as PT15M");
    }
    if ((input.nag_minutes ?? null) !== nag_minutes) {
      const message = "the reminders of a task that repeats nag alike; give all of them the same";
      throw invalid(`reminders[${i}].nag_minutes`, message);
    }
    return input.offset;
  });
  return { reminder_offsets, nag_minutes };
}

/** Rules without a zone are meant in UTC: a door that knows the person's zone names it. */
export const parsedRule = (input: RecurrenceInput, nowMs: number): Recurrence =>
  named(() => parseRecurrence(input, nowMs, "UTC"));

/** Gives what is wrong with a rule the name that its field has in a body. */
function named<T>(parse: () => T, path = "recurrence."): T {
  try {
    return parse();
  } catch (thrown) {
    if (thrown instanceof RecurrenceError) throw invalid(`${path}${thrown.field}`, thrown.message);
    throw thrown;
  }
}
