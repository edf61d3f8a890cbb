import { Temporal } from "temporal-polyfill";
import { offsetMs, type ReminderInput, remindersMax } from "../shared/contracts/api/reminders.ts";
import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Reminder } from "../shared/contracts/entities/reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid } from "../shared/kit/problem.ts";
import type { Fact } from "./view.ts";

/** A whole day begins, for reminders, when people are up. */
const wholeDayBegins = "09:00";

type Dated = Pick<Task, "due_date" | "timezone">;

/** The moment before which relative reminders count; undefined without a due date. */
function dueMs({ due_date, timezone }: Dated): number | undefined {
  if (due_date === null) return undefined;
  if (due_date.includes("T")) return Date.parse(due_date);
  const local = Temporal.PlainDateTime.from(`${due_date}T${wholeDayBegins}`);
  return local.toZonedDateTime(timezone ?? "UTC").epochMilliseconds;
}

const momentOf = (reminder: Pick<Reminder, "offset" | "at">, task: Dated): string | undefined => {
  if (reminder.offset === null) return reminder.at;
  const due = dueMs(task);
  return due === undefined ? undefined : new Date(due - offsetMs(reminder.offset)).toISOString();
};

/** The reminders that are asked for. Throws a Problem that names the one that cannot be. */
export function placed(
  inputs: readonly ReminderInput[],
  task: Dated,
  now: string,
  newId: () => string,
): Reminder[] {
  return inputs.map((input, i) => {
    const wanted =
      "at" in input
        ? { offset: null, at: new Date(input.at).toISOString() }
        : { offset: input.offset, at: "" };
    const at = momentOf(wanted, task);
    if (at === undefined) {
      throw invalid(`reminders[${i}].offset`, "needs a due_date to count from; or give `at`");
    }
    if (at <= now) throw invalid(`reminders[${i}]`, "Reminder time must be in the future");
    return {
      id: newId(),
      offset: wanted.offset,
      at,
      status: "pending",
      nag_minutes: input.nag_minutes ?? null,
    };
  });
}

/** Reminders at these offsets whose moment is still to come; the others are left out. */
export const stillAhead = (
  { reminder_offsets, nag_minutes = null }: Pick<RecurringTask, "reminder_offsets" | "nag_minutes">,
  task: Dated,
  now: string,
  newId: () => string,
): Reminder[] =>
  reminder_offsets.flatMap((offset): Reminder[] => {
    const at = momentOf({ offset, at: "" }, task);
    if (at === undefined || at <= now) return [];
    return [{ id: newId(), offset, at, status: "pending", nag_minutes }];
  });

/** The task with more reminders. Throws a Problem when they would be too many. */
export function withMore(task: Task, added: readonly Reminder[]): Task {
  const kept = task.reminders.filter(({ status }) => status === "pending");
  if (kept.length + added.length > remindersMax) {
    throw invalid("reminders", `at most ${remindersMax} reminders a task; dismiss one first`);
  }
  return { ...task, reminders: [...kept, ...added] };
}

/** The reminders as they follow from what became of their task: moved, cancelled or set again. */
export function following(before: Task, after: Task, now: string): Task {
  const open = after.status !== "completed";
  const reopened = before.status === "completed" && open;
  const moved = before.due_date !== after.due_date || before.timezone !== after.timezone;
  return {
    ...after,
    reminders: after.reminders.map((reminder) => {
      const at = moved ? momentOf(reminder, after) : reminder.at;
      const ahead = at !== undefined && at > now;
      const wasSet = reminder.status === "pending";
      const setAgain = ahead && (reopened || (moved && reminder.offset !== null));
      const pending = open && ((wasSet && ahead) || setAgain);
      // One whose moment has come is still to fire while its task is open and was not moved.
      if (wasSet && open && !moved && !ahead) return reminder;
      if (pending) return { ...(moved ? fromTheStart(reminder) : reminder), at, status: "pending" };
      return wasSet ? { ...reminder, status: "canceled" } : reminder;
    }),
  };
}

/** A reminder that has not come again yet. */
export function fromTheStart(reminder: Reminder): Reminder {
  const { nag_count: _, ...rest } = reminder;
  return rest;
}

/**
 * The facts of a change: first each reminder that it cancels, then the change itself, each a
 * version later. The change comes last, because after a deletion nothing can happen to a task.
 */
export function factsOf(
  type: "task.updated" | "task.completed" | "task.deleted",
  before: Task,
  after: Task,
): readonly Fact[] {
  const facts: Fact[] = [];
  let task: Task = before;
  for (const reminder of canceledBetween(before, after)) {
    task = {
      ...task,
      reminders: task.reminders.map((r) => (r.id === reminder.id ? reminder : r)),
      version: task.version + 1,
      updated_at: after.updated_at,
    };
    facts.push({ type: "reminder.canceled", task, reminder });
  }
  return [...facts, { type, task: { ...after, version: task.version + 1 } }];
}

/** Reminders that were pending and are not any more; one that was taken off counts as cancelled. */
function canceledBetween(before: Task, after: Task): readonly Reminder[] {
  return before.reminders.flatMap((reminder) => {
    if (reminder.status !== "pending") return [];
    const now = after.reminders.find(({ id }) => id === reminder.id);
    return now === undefined || now.status === "canceled"
      ? [{ ...reminder, status: "canceled" as const }]
      : [];
  });
}
