import type { OccurrenceProposal } from "../shared/contracts/entities/proposal.ts";
import { exceptionsMax, type RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid } from "../shared/kit/problem.ts";
import { between, next, type Occurrence } from "../shared/recurrence/recurrence.ts";
import type { Circumstances, ParsedTemplate, ParsedTemplatePatch } from "./command.ts";
import { factsOf, stillAhead } from "./reminders.ts";
import { type Fact, occurrenceId, type View } from "./view.ts";

/** A template comes into being; its tasks follow when the scheduler proposes them. */
export function repeated(input: ParsedTemplate, { userId, now, newId }: Circumstances): Fact {
  return {
    type: "recurring-task.created",
    template: {
      id: newId(),
      user_id: userId,
      ...input,
      exceptions: [],
      status: "active",
      version: 1,
      created_at: now,
      updated_at: now,
    },
  };
}

/** Open tasks of a template that are still to come. */
export function upcomingOf(template: RecurringTask, view: View, now: string): readonly Task[] {
  const made = view.made.get(template.id) ?? { generation: 1, locals: [] };
  return made.locals.flatMap((local) => {
    const task = view.tasks.get(occurrenceId(template.id, local, made.generation));
    const isAhead = task?.due_date && task.due_date >= now.slice(0, task.due_date.length);
    return task && isAhead && task.status !== "completed" ? [task] : [];
  });
}

/**
 * A template changes, and with it its open tasks that are still to come. Under a new rule those go:
 * the scheduler proposes the dates of the new one.
 */
export function editedTemplate(
  template: RecurringTask,
  patch: ParsedTemplatePatch,
  upcoming: readonly Task[],
  around: Circumstances,
): readonly Fact[] {
  const after = changed(template, withoutUndefined(patch), around);
  const { title, description, priority, tags, reminder_offsets } = after;
  const tasks = upcoming.flatMap((task) => {
    if (patch.recurrence !== undefined) return removed(task, around);
    const reminders =
      patch.reminder_offsets === undefined
        ? task.reminders
        : stillAhead(reminder_offsets, task, around.now, around.newId);
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
  const made = view.made.get(template.id) ?? { generation: 1, locals: [] };
  if (made.locals.includes(local) || template.exceptions.includes(local)) return [];
  const date = dateOf(template, local);
  if (!date) return [];
  const task = taskFor(template, date, occurrenceId(template.id, local, made.generation), around);
  return [{ type: "task.created", task }];
}

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
  const { title, description, priority, tags, recurrence, reminder_offsets } = template;
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
    reminders: stillAhead(reminder_offsets, due, now, newId),
    recurring_task_id: template.id,
    version: 1,
    created_at: now,
    updated_at: now,
    completed_at: null,
  };
}

const removed = (task: Task, { now }: Circumstances): readonly Fact[] =>
  factsOf("task.deleted", task, {
    ...task,
    reminders: task.reminders.map((r) =>
      r.status === "pending" ? { ...r, status: "canceled" as const } : r,
    ),
    updated_at: now,
  });

const changed = (
  template: RecurringTask,
  fields: Partial<RecurringTask>,
  { now }: Circumstances,
): RecurringTask => ({
  ...template,
  ...fields,
  version: template.version + 1,
  updated_at: now,
});

const withoutUndefined = (patch: ParsedTemplatePatch): Partial<RecurringTask> =>
  // What remains are fields of a template that are not undefined.
  Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<RecurringTask>;
