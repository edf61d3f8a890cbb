import { Temporal } from "temporal-polyfill";
import type { Change, Parsed } from "../../shared/contracts/api/parsed.ts";
import { bulkMax } from "../../shared/contracts/api/tasks.ts";
import type { Command } from "./command.ts";
import { editSteps, newRulePlan, noTaskToChange } from "./decide-edit.ts";
import { movedFrom, movedTo, type Stuck } from "./moved-to.ts";
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

/** Moves tasks to another date. */
export function reschedulePlan(
  command: Command,
  subjects: readonly Subject[],
  around: Around,
): Plan {
  const { parsed } = command;
  const { due, recurrence, change } = parsed;
  const [subject] = subjects;
  if (recurrence && subject && subjects.length === 1)
    return newRulePlan(recurrence, parsed, subject);
  if (change?.shift || change?.time !== undefined) {
    return relativePlan(command, change, subjects, around);
  }
  if (due === null && !change?.clear_due) {
    return askWhen(command, subject, `To when shall I move ${quoted(subject?.title ?? "it")}?`);
  }
  const steps =
    moveTogether(subjects, parsed, around) ??
    subjects.slice(0, bulkMax).flatMap((one) => editSteps(one, parsed, around));
  return moved(steps, parsed, subject);
}

function moved(steps: readonly Step[], { target }: Parsed, subject: Subject | undefined): Plan {
  if (steps.length === 0) return say(noTaskToChange(subject));
  const { input } = steps[0] ?? {};
  const count = input && "ids" in input ? input.ids.length : steps.length;
  return target?.kind === "all"
    ? askFirst(`Move ${counted(count, "task")}? (yes or no)`, steps)
    : perform(...steps);
}

const usual = ["move it to tomorrow", "move it to next Monday"];

function askWhen(
  { said, at }: Command,
  subject: Subject | undefined,
  text: string,
  choices: readonly string[] = usual,
): Plan {
  return {
    points: subject ? { it: thingOf(subject) } : {},
    steps: [],
    reply: text,
    asked: { text, choices: [...choices], open: { kind: "more", said, at } },
  };
}

/** Several tasks that get the very same date move as one, and come back by one undo. */
function moveTogether(
  subjects: readonly Subject[],
  { due }: Parsed,
  around: Around,
): readonly Step[] | undefined {
  const tasks = subjects.flatMap(({ task }) => task ?? []).slice(0, bulkMax);
  if (due === null || tasks.length < 2) return undefined;
  const dates = new Set(tasks.map((task) => movedTo(due, task, around)));
  const [due_date, ...more] = dates;
  if (due_date === undefined || more.length > 0) return undefined;
  const ids = tasks.map(({ id }) => id);
  const input = { action: "move" as const, ids, due_date, timezone: around.timezone };
  return [step("bulk_tasks", counted(ids.length, "task"), input)];
}

/** "an hour later", "at 10:00": from the date that each task has. */
function relativePlan(
  command: Command,
  change: Change,
  subjects: readonly Subject[],
  around: Around,
): Plan {
  const { timezone } = around;
  const all = subjects.slice(0, bulkMax).flatMap((subject) => {
    const { task } = subject;
    return task ? [{ subject, task, to: movedFrom(change, task, around) }] : [];
  });
  const [only] = all;
  if (only && all.length === 1 && isStuck(only.to)) {
    const { text, choices } = askStuck(only.to, only.subject, change, around);
    return askWhen(command, only.subject, text, choices);
  }
  const steps = all.flatMap(({ task, to }) =>
    isStuck(to)
      ? []
      : [step("edit_task", task.title, { id: task.id, changes: { due_date: to, timezone } })],
  );
  const left = all.filter(({ to }) => isStuck(to)).map(({ task }) => quoted(task.title));
  const plan =
    steps.length === 0 && all.length > 0 ? say("") : moved(steps, command.parsed, subjects[0]);
  if (left.length === 0) return plan;
  const be = left.length === 1 ? "stays: it has" : "stay: they have";
  const reply = `${joined(left)} ${be} no date to count from, or would be due before now.`;
  const asked = plan.asked && { ...plan.asked, text: `${reply} ${plan.asked.text}` };
  return { ...plan, reply: `${reply} ${plan.reply}`.trim(), ...(asked && { asked }) };
}

const isStuck = (to: string): to is Stuck => ["no-date", "no-time", "past"].includes(to);

/** What is missing to count from, and ways to say it. */
function askStuck(
  why: Stuck,
  { title }: Subject,
  { time }: Change,
  around: Around,
): { readonly text: string; readonly choices: readonly string[] } {
  const name = quoted(title);
  switch (why) {
    case "no-date":
      return time === undefined
        ? { text: `${name} has no date to count from. To when shall I move it?`, choices: usual }
        : {
            text: `${name} has no date yet. On which day is it to be at ${time}?`,
            choices: daysFor(time, around).map((day) => `move it to ${day} at ${time}`),
          };
    case "no-time":
      return {
        text: `${name} has a day and no time to count from. To when shall I move it?`,
        choices: ["move it to 9:00", "move it to 14:00"],
      };
    case "past":
      return {
        text: `Then ${name} would be due before now. To when shall I move it?`,
        choices: time === undefined ? usual : [`move it to tomorrow at ${time}`],
      };
    default:
      return why satisfies never;
  }
}

/** Today only while that time is still to come. */
function daysFor(time: string, { nowMs, timezone }: Around): readonly string[] {
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timezone);
  const isToCome = Temporal.PlainTime.compare(now.toPlainTime(), time) < 0;
  return isToCome ? ["today", "tomorrow"] : ["tomorrow"];
}
