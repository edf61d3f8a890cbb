import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import { bulkMax } from "../../shared/contracts/api/tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { dueWords, localWords } from "./dates.ts";
import {
  type Around,
  askFirst,
  askOptions,
  type Plan,
  perform,
  type Subject,
  say,
  step,
  thingOf,
} from "./plan.ts";
import { followingOf, scopeOptions } from "./scopes.ts";
import type { Step } from "./step.ts";
import { counted, joined, quoted } from "./texts.ts";

/** Marks tasks as done. */
export function completePlan(
  parsed: Parsed,
  subjects: readonly Subject[],
  total: number,
  around: Around,
): Plan {
  const [one] = subjects;
  if (one && subjects.length === 1 && parsed.target?.kind !== "all")
    return completeOne(one, around);
  const tasks = openOf(subjects);
  if (tasks.length === 0) return say("All of them are done already.");
  const steps = [bulk("complete", tasks)];
  return parsed.target?.kind === "all"
    ? askFirst(manyText({ verb: "Mark", end: " as done" }, tasks, total), steps)
    : perform(...steps);
}

function completeOne(subject: Subject, around: Around): Plan {
  const { task, template, title } = subject;
  const it = thingOf(subject);
  if (task?.status === "completed") return say(`${quoted(title)} is done already.`, { it });
  if (task) return perform(step("complete_task", title, { id: task.id }));
  const [next] = template?.next ?? [];
  const date = next === undefined ? "" : ` The next one is on ${localWords(next, around)}.`;
  return say(`${quoted(title)} has no open task right now.${date}`, { it });
}

/** Opens tasks again that were done. */
export function reopenPlan(subjects: readonly Subject[]): Plan {
  const done = subjects.flatMap(({ task, title }) =>
    task?.status === "completed" ? [step("reopen_task", title, { id: task.id })] : [],
  );
  if (done.length > 0) return perform(...done.slice(0, bulkMax));
  return say(`${joined(subjects.map(({ title }) => quoted(title)))}: not done yet, so it is open.`);
}

/** Deletes, after it was asked. */
export function deletePlan(
  parsed: Parsed,
  subjects: readonly Subject[],
  total: number,
  around: Around,
): Plan {
  const [one] = subjects;
  if (one && subjects.length === 1 && parsed.target?.kind !== "all") {
    return one.template ? deleteRepeating(one, parsed, around) : deleteOne(one, around);
  }
  const tasks = subjects.flatMap(({ task }) => task ?? []);
  const templates = subjects.flatMap(({ task, template }) => (task ? [] : (template ?? [])));
  const steps: Step[] = [
    ...(tasks.length > 0 ? [bulk("delete", tasks)] : []),
    ...templates.map(({ id, title }) =>
      step("delete_recurring", title, { id, scope: "following" as const }),
    ),
  ];
  return askFirst(manyText(deleting(tasks), [...tasks, ...templates], total), steps);
}

/** Whoever deletes the dates of something that repeats may think that no more will come. */
const deleting = (tasks: readonly Task[]): Wording => ({
  verb: "Delete",
  note: tasks.some((task) => task.recurring_task_id !== null && task.status !== "completed")
    ? ' What repeats goes on; "what repeats?" shows it.'
    : "",
});

function deleteOne(subject: Subject, around: Around): Plan {
  const { task, title } = subject;
  if (!task) return say(`${quoted(title)} is not there any more.`);
  const due = task.due_date === null ? "" : `, due ${dueWords(task.due_date, around)}`;
  const steps = [step("delete_task", title, { id: task.id })];
  return askFirst(`Delete ${quoted(title)}${due}? (yes or no)`, steps, thingOf(subject));
}

/** How much of something that repeats is to go is the person's to say. */
function deleteRepeating(subject: Subject, { scope }: Parsed, around: Around): Plan {
  const { task, template, title } = subject;
  if (!template || (scope === "this" && task)) return deleteOne(subject, around);
  const it = thingOf(subject);
  const { id } = template;
  const following = [step("delete_recurring", title, { id, ...followingOf(subject) })];
  const alone = [step("delete_recurring", title, { id, scope: "template" })];
  if (scope === "following") {
    const text = `Delete ${quoted(title)} and all its future instances? (yes or no)`;
    return askFirst(text, following, it);
  }
  if (scope === "template") {
    const text = `Stop ${quoted(title)} for good, and keep the tasks it made? (yes or no)`;
    return askFirst(text, alone, it);
  }
  const when = task?.due_date ? ` Or only this one, ${dueWords(task.due_date, around)}?` : "";
  return askOptions(
    `${quoted(title)} repeats ${template.in_words}. ` +
      `Delete all future instances or just the template?${when}`,
    scopeOptions({
      only: task ? [step("delete_task", title, { id: task.id })] : [],
      following,
      template: alone,
    }),
    it,
  );
}

const openOf = (subjects: readonly Subject[]): readonly Task[] =>
  subjects.flatMap(({ task }) => (task && task.status !== "completed" ? [task] : []));

const bulk = (action: "complete" | "delete", tasks: readonly Task[]): Step =>
  step("bulk_tasks", counted(Math.min(tasks.length, bulkMax), "task"), {
    action,
    ids: tasks.slice(0, bulkMax).map(({ id }) => id),
  });

/** Titles that a question repeats; the count says the rest. */
const titlesMax = 5;

interface Wording {
  readonly verb: string;
  /** After the number of tasks. @default "" */
  readonly end?: string;
  /** After the question. @default "" */
  readonly note?: string;
}

/** "Delete 3 tasks: ...?" and that it is the first part when they are more than go at once. */
function manyText(
  { verb, end = "", note = "" }: Wording,
  things: readonly { readonly title: string }[],
  total: number,
): string {
  const count = Math.min(things.length, bulkMax);
  const first =
    total > count ? `the first ${count} of ${counted(total, "task")}` : counted(count, "task");
  const titles = joined(titlesOf(things.slice(0, count)));
  return `${verb} ${first}${end}: ${titles}?${note} (yes or no)`;
}

/** Each title once, in the order of its first task, and how many things more there are. */
function titlesOf(things: readonly { readonly title: string }[]): readonly string[] {
  const groups = [...Map.groupBy(things, ({ title }) => title)];
  const shown = groups
    .slice(0, titlesMax)
    .map(([title, { length }]) => (length === 1 ? quoted(title) : `${quoted(title)} (${length})`));
  const more = groups.slice(titlesMax).reduce((sum, [, { length }]) => sum + length, 0);
  return more > 0 ? [...shown, `${more} more`] : shown;
}
