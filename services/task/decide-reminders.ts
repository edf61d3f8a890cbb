import type { ReminderInput, Snooze } from "../shared/contracts/api/reminders.ts";
import type { ReminderProposal } from "../shared/contracts/entities/proposal.ts";
import type { Reminder } from "../shared/contracts/entities/reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid } from "../shared/kit/problem.ts";
import { namedMoment } from "../shared/recurrence/recurrence.ts";
import type { Circumstances } from "./command.ts";
import { factsOf, fromTheStart, placed, withMore } from "./reminders.ts";
import type { Fact, View } from "./view.ts";

/** How often a reminder comes again: who has not reacted to so many is not there. */
export const nagsMax = 20;

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
  return [{ type: "reminder.triggered", task: next, reminder }, ...again(next, reminder, now)];
}

/**
 * A reminder that nags is set again in the same commit as it fired, so that nothing can lose it. A
 * change of its own, because the one that tells of the firing shows the reminder as it fired.
 */
function again(task: Task, fired: Reminder, now: string): readonly Fact[] {
  const { nag_minutes = null, nag_count = 0 } = fired;
  if (nag_minutes === null || nag_count >= nagsMax) return [];
  const everyMs = nag_minutes * 60_000;
  const firedMs = Date.parse(fired.at);
  // After an outage it comes once, and not as often as it was missed.
  const steps = Math.floor((Date.parse(now) - firedMs) / everyMs) + 1;
  const at = new Date(firedMs + steps * everyMs).toISOString();
  const next: Reminder = { ...fired, at, status: "pending", nag_count: nag_count + 1 };
  const reminders = task.reminders.map((r) => (r.id === fired.id ? next : r));
  return [{ type: "task.updated", task: { ...task, reminders, version: task.version + 1 } }];
}

/** A reminder comes once more later; who says when is not nagged any more. */
export function snoozed(
  task: Task,
  reminder: string,
  snooze: Snooze,
  now: string,
): readonly Fact[] {
  const [field, until] = momentOf(snooze, task, Date.parse(now));
  if (until <= now) throw invalid(field, "Reminder time must be in the future");
  if (task.status === "completed") throw invalid("status", "the task is done; reopen it first");
  const reminders = task.reminders.map((r) =>
    r.id === reminder
      ? {
          ...fromTheStart(r),
          offset: null,
          at: until,
          status: "pending" as const,
          nag_minutes: null,
        }
      : r,
  );
  return factsOf("task.updated", task, { ...task, reminders, updated_at: now });
}

function momentOf(
  { minutes = 0, until, preset, timezone }: Snooze,
  task: Task,
  nowMs: number,
): [field: string, at: string] {
  if (until !== undefined) return ["until", new Date(until).toISOString()];
  if (preset === undefined) return ["minutes", new Date(nowMs + minutes * 60_000).toISOString()];
  const at = namedMoment(preset, nowMs, timezone ?? task.timezone ?? "UTC");
  return ["preset", new Date(at).toISOString()];
}

/** A reminder will not come. */
export function dismissed(task: Task, reminder: string, now: string): readonly Fact[] {
  if (task.reminders.find(({ id }) => id === reminder)?.status !== "pending") return [];
  const reminders = task.reminders.map((r) =>
    r.id === reminder ? { ...r, status: "canceled" as const } : r,
  );
  return factsOf("task.updated", task, { ...task, reminders, updated_at: now });
}
