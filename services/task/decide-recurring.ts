import type { OccurrenceProposal } from "../shared/contracts/entities/proposal.ts";
import { exceptionsMax, type RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid } from "../shared/kit/problem.ts";
import {
  between,
  isShortened,
  next,
  nextFromCompletion,
  type Occurrence,
  windowStart,
} from "../shared/recurrence/recurrence.ts";
import type { Circumstances, Command, ParsedTemplatePatch } from "./command.ts";
import { factsOf, stillAhead } from "./reminders.ts";
import { type Fact, localIn, noneMade, occurrenceId, occurrencesOf, type View } from "./view.ts";

/**
 * A template comes into being, and when that is asked its first task with it; the others follow
 * when the scheduler proposes them.
 */
export function repeated(
  { input, first }: Extract<Command, { kind: "repeat" }>,
  around: Circumstances,
): readonly Fact[] {
  const { userId, now, newId } = around;
  const template: RecurringTask = {
    id: newId(),
    user_id: userId,
    nag_minutes: null,
    ...input,
    exceptions: [],
    status: "active",
    version: 1,
    created_at: now,
    updated_at: now,
  };
  const made: Fact = { type: "recurring-task.created", template };
  if (first === undefined) return [made];
  const { recurrence } = template;
  const fromMs =
    first === "from-now"
      ? windowStart(recurrence, Date.parse(now))
      : Date.parse(`${recurrence.dtstart.slice(0, 10)}T00:00:00Z`) - dayMs;
  const [date] = next(recurrence, new Date(fromMs - 1).toISOString(), 1);
  if (!date) throw invalid("recurrence.rrule", "gives no date from now on; give a later end");
  const task = taskFor(template, date, occurrenceId(template.id, date.local, 1), around);
  return [made, { type: "task.created", task }];
}

/** Open tasks of a template that are still to come. */
export function upcomingOf(template: RecurringTask, view: View, now: string): readonly Task[] {
  return occurrencesOf(template, view).filter(
    ({ due_date, status }) =>
      status !== "completed" && due_date !== null && due_date >= now.slice(0, due_date.length),
  );
}

/**
 * A template changes, and with it its open tasks that are still to come. Under a new rule those go,
 * and the scheduler proposes the dates of the new one; under an earlier end only those behind it.
 */
export function editedTemplate(
  template: RecurringTask,
  patch: ParsedTemplatePatch,
  upcoming: readonly Task[],
  around: Circumstances,
): readonly Fact[] {
  const after = changed(template, withoutUndefined(patch), around);
  const { title, description, priority, tags } = after;
  const isNewRule = !isShortened(template.recurrence, after.recurrence);
  const isDate = ({ id }: Task) =>
    patch.recurrence === undefined || dateOf(after, localIn(id, template.id)) !== undefined;
  const remindsAnew = patch.reminder_offsets !== undefined || patch.nag_minutes !== undefined;
  const tasks = upcoming.flatMap((task) => {
    if (isNewRule || !isDate(task)) return removed(task, around);
    const reminders = remindsAnew
      ? stillAhead(after, task, around.now, around.newId)
      : task.reminders;
    const next = { title, description, priority, tags, reminders, updated_at: around.now };
    return factsOf("task.updated", task, { ...task, ...next });
  });
  return [...tasks, { type: "recurring-task.updated", template: after }];
}

const dayMs = 86_400_000;

/** A template pauses, or goes on; tasks that exist stay. */
export function setTemplate(
  template: RecurringTask,
  status: "active" | "paused",
  around: Circumstances,
): readonly Fact[] {
  if (template.status === "stopped") throw invalid("status", "this one was stopped; make it anew");
  if (template.status === status) return [];
  return [{ type: "recurring-task.updated", template: changed(template, { status }, around) }];
}

/** A template makes no more tasks, for good; those still to come go too when that is asked. */
export function stopped(
  template: RecurringTask,
  going: readonly Task[],
  around: Circumstances,
): readonly Fact[] {
  const tasks = going.flatMap((task) => removed(task, around));
  if (template.status === "stopped") return tasks;
  const template1 = changed(template, { status: "stopped" }, around);
  return [...tasks, { type: "recurring-task.updated", template: template1 }];
}

/** The next date is left out, and the task that was made for it goes. */
export function skippedNext(
  template: RecurringTask,
  view: View,
  around: Circumstances,
): readonly Fact[] {
  const [date] = next(template.recurrence, around.now, 1, template.exceptions);
  if (!date) throw invalid("id", "there is no next date to skip");
  if (template.exceptions.length >= exceptionsMax) {
    throw invalid("exceptions", `at most ${exceptionsMax} dates are left out; change the rule`);
  }
  const generation = view.made.get(template.id)?.generation ?? 1;
  const task = view.tasks.get(occurrenceId(template.id, date.local, generation));
  const exceptions = [...template.exceptions, date.local];
  return [
    ...(task && task.status !== "completed" ? removed(task, around) : []),
    { type: "recurring-task.updated", template: changed(template, { exceptions }, around) },
  ];
}

/**
 * The scheduler proposes a date. It becomes a task once: not when one was made for it before, the
 * template does not repeat now, or the date is none of its rule any more.
 */
export function occurred(
  { recurring_task_id, local }: OccurrenceProposal,
  view: View,
  around: Circumstances,
): readonly Fact[] {
  const template = view.templates.get(recurring_task_id);
  if (template?.status !== "active") return [];
  const made = view.made.get(template.id) ?? noneMade;
  const counts = template.recurrence.from_completion;
  const isOver =
    made.locals.includes(local) ||
    template.exceptions.includes(local) ||
    (counts && local < (made.locals.at(-1) ?? ""));
  const date = isOver ? owed(template, local, view, around.now) : dateOf(template, local);
  if (!date || (counts && hasOpen(template, view))) return [];
  const id = occurrenceId(template.id, date.local, made.generation);
  return [{ type: "task.created", task: taskFor(template, date, id, around) }];
}

/** Of a rule that counts from completion never two are open at once. */
const hasOpen = (template: RecurringTask, view: View): boolean =>
  occurrencesOf(template, view).some(({ status }) => status !== "completed");

/**
 * The date that is owed when one is proposed that a rule which counts from completion has had or
 * leaves out: the scheduler heard of that task's end before it heard of the template, died before
 * it had kept what it proposed, or had not heard that the date was skipped, or what came instead.
 */
function owed(
  template: RecurringTask,
  local: string,
  view: View,
  now: string,
): Occurrence | undefined {
  const { id, recurrence, exceptions } = template;
  if (!recurrence.from_completion) return undefined;
  const { locals, generation } = view.made.get(id) ?? noneMade;
  const last = locals.at(-1);
  if (last === undefined) {
    // Nobody has completed anything yet: the first date that is not left out is the rule's own.
    const leftOut = dateOf(template, local);
    return leftOut && next(recurrence, leftOut.at, 1, exceptions)[0];
  }
  const task = view.tasks.get(occurrenceId(id, last, generation));
  // One that was deleted left no time of its end.
  let date = nextFromCompletion(recurrence, task?.completed_at ?? now);
  for (let step = 0; date && step < stepsMax; step++) {
    // Who is done early has had the dates up to the one that was done.
    if (date.local > last && !exceptions.includes(date.local)) return date;
    date = nextFromCompletion(recurrence, date.at);
  }
  return undefined;
}

/** More steps over dates that were had find nothing new. */
const stepsMax = 400;

/** The occurrence of this local date; a date counted from a completion is the scheduler's to say. */
function dateOf(template: RecurringTask, local: string): Occurrence | undefined {
  const from = new Date(Date.parse(`${local.slice(0, 10)}T00:00:00Z`) - dayMs).toISOString();
  const to = new Date(Date.parse(from) + 3 * dayMs).toISOString();
  const rule = template.recurrence.from_completion
    ? { ...template.recurrence, rrule: "FREQ=DAILY", dtstart: local }
    : template.recurrence;
  return between(rule, from, to).find((date) => date.local === local);
}

function taskFor(
  template: RecurringTask,
  { local, at }: Occurrence,
  id: string,
  { userId, now, newId }: Circumstances,
): Task {
  const { title, description, priority, tags, recurrence } = template;
  const due = { due_date: local.includes("T") ? at : local, timezone: recurrence.timezone };
  return {
    id,
    user_id: userId,
    title,
    description,
    status: "pending",
    priority,
    tags,
    ...due,
    reminders: stillAhead(template, due, now, newId),
    recurring_task_id: template.id,
    version: 1,
    created_at: now,
    updated_at: now,
    completed_at: null,
  };
}

/** What is removed reminds nobody any more. */
export const removed = (task: Task, { now }: Circumstances): readonly Fact[] =>
  factsOf("task.deleted", task, {
    ...task,
    reminders: task.reminders.map((r) =>
      r.status === "pending" ? { ...r, status: "canceled" as const } : r,
    ),
    updated_at: now,
  });

/** The template in its next version. */
export const changed = (
  template: RecurringTask,
  fields: Partial<RecurringTask>,
  { now }: Circumstances,
): RecurringTask => ({
  ...template,
  ...fields,
  version: template.version + 1,
  updated_at: now,
});

/** The fields of a patch that are there. */
export const withoutUndefined = (patch: ParsedTemplatePatch): Partial<RecurringTask> =>
  // What remains are fields of a template that are not undefined.
  Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<RecurringTask>;
