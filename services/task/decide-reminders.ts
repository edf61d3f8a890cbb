import type { ReminderInput } from "../shared/contracts/api/reminders.ts";
import type { ReminderProposal } from "../shared/contracts/entities/proposal.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid } from "../shared/kit/problem.ts";
import type { Circumstances } from "./command.ts";
import { factsOf, placed, withMore } from "./reminders.ts";
import type { Fact, View } from "./view.ts";

/** More reminders for a task. */
export function reminded(
  task: Task,
  inputs: readonly ReminderInput[],
  { now, newId }: Circumstances,
): readonly Fact[] {
  if (task.status === "completed") throw invalid("status", "the task is done; reopen it first");
  const next = withMore(task, placed(inputs, task, now, newId));
  return factsOf("task.updated", task, { ...next, updated_at: now });
}

/**
 * A reminder's moment is proposed to have come. It fires once: only while it is pending at exactly
 * this moment, its task is open, and the moment has really come.
 */
export function fired(
  { task_id, reminder_id, at }: ReminderProposal,
  view: View,
  now: string,
): readonly Fact[] {
  const task = view.tasks.get(task_id);
  const found = task?.reminders.find(({ id }) => id === reminder_id);
  if (!task || !found || task.status === "completed") return [];
  if (found.status !== "pending" || found.at !== at || at > now) return [];
  const reminder = { ...found, status: "triggered" as const };
  const reminders = task.reminders.map((r) => (r.id === reminder_id ? reminder : r));
  const next = { ...task, reminders, version: task.version + 1, updated_at: now };
  return [{ type: "reminder.triggered", task: next, reminder }];
}

/** A reminder comes again later. */
export function snoozed(task: Task, reminder: string, until: string, now: string): readonly Fact[] {
  if (until <= now) throw invalid("until", "Reminder time must be in the future");
  if (task.status === "completed") throw invalid("status", "the task is done; reopen it first");
  const reminders = task.reminders.map((r) =>
    r.id === reminder ? { ...r, offset: null, at: until, status: "pending" as const } : r,
  );
  return factsOf("task.updated", task, { ...task, reminders, updated_at: now });
}

/** A reminder will not come. */
export function dismissed(task: Task, reminder: string, now: string): readonly Fact[] {
  if (task.reminders.find(({ id }) => id === reminder)?.status !== "pending") return [];
  const reminders = task.reminders.map((r) =>
    r.id === reminder ? { ...r, status: "canceled" as const } : r,
  );
  return factsOf("task.updated", task, { ...task, reminders, updated_at: now });
}
