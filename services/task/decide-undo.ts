import type { Task } from "../shared/contracts/entities/task.ts";
import { Problem } from "../shared/kit/problem.ts";
import { isSameButEnd } from "../shared/recurrence/recurrence.ts";
import type { Circumstances, Decision } from "./command.ts";
import { removed, stopped, upcomingOf } from "./decide-recurring.ts";
import { factsOf, following } from "./reminders.ts";
import { type Difference, type Fact, undoForMs, type View } from "./view.ts";

/** Takes the last command back, as new events: history is never rewritten. */
export function undone(view: View, around: Circumstances): Decision {
  const step = view.undo.at(-1);
  if (!step || Date.parse(around.now) - Date.parse(step.at) > undoForMs) {
    throw new Problem("conflict", { detail: "there is nothing to undo from the last 10 minutes" });
  }
  // A command may have changed one aggregate several times: its first state is the one before.
  const first = new Map<string, Difference>();
  for (const change of step.changes) if (!first.has(change.id)) first.set(change.id, change);
  // The tasks of the step itself go their own way back.
  const upcoming = (template: string) => {
    const now = view.templates.get(template);
    const tasks = now ? upcomingOf(now, view, around.now) : [];
    return tasks.filter(({ id }) => !first.has(id));
  };
  const changes = [...first.values()]
    .reverse()
    .flatMap((change) =>
      change.kind === "task"
        ? taskBack(change.id, change.before, change.after, view, around)
        : templateBack(change, upcoming(change.id), view, around),
    );
  return { intent: "undo", changes, undoes: step };
}

function taskBack(
  id: string,
  before: Task | null,
  after: Task,
  view: View,
  around: Circumstances,
): readonly Fact[] {
  const now = view.tasks.get(id);
  if (before === null) {
    if (!now) return [];
    const silent = following(now, { ...now, status: "completed" }, around.now).reminders;
    const last = { ...now, reminders: silent, updated_at: around.now };
    return factsOf("task.deleted", now, last);
  }
  const version = Math.max(now?.version ?? 0, after.version, lastVersion(id, view)) + 1;
  const task = { ...restored(before, now, around.now), version, updated_at: around.now };
  return [{ type: now ? "task.updated" : "task.created", task }];
}

/** The highest version that the step itself gave: a deletion leaves nothing to look at. */
const lastVersion = (id: string, view: View): number =>
  (view.undo.at(-1)?.changes ?? []).reduce(
    (highest, change) => (change.id === id ? Math.max(highest, change.after.version) : highest),
    0,
  );

/** A reminder whose moment passed meanwhile does not come back to life; one that nags goes on. */
const restored = (task: Task, present: Task | undefined, now: string): Task => ({
  ...task,
  reminders: task.reminders.map((reminder) => {
    if (reminder.status !== "pending" || reminder.at > now) return reminder;
    const nagging = present?.reminders.find(
      ({ id, status, nag_count }) =>
        id === reminder.id && status === "pending" && nag_count !== undefined,
    );
    return nagging ?? { ...reminder, status: "canceled" as const };
  }),
});

function templateBack(
  { id, before, after }: Extract<Difference, { kind: "template" }>,
  upcoming: readonly Task[],
  view: View,
  around: Circumstances,
): readonly Fact[] {
  const now = view.templates.get(id) ?? after;
  if (before === null) return stopped(now, upcoming, around);
  const template = { ...before, version: now.version + 1, updated_at: around.now };
  // What was made meanwhile by another rule has no place under the old one.
  const going = isSameButEnd(before.recurrence, now.recurrence) ? [] : upcoming;
  const tasks = going.flatMap((task) => removed(task, around));
  return [...tasks, { type: "recurring-task.updated", template }];
}
