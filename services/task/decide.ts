import type { BulkRequest, BulkResult, TaskPatch } from "../shared/contracts/api/tasks.ts";
import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Reminder } from "../shared/contracts/entities/reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";
import type { Circumstances, Command, Decision } from "./command.ts";
import { created, imported } from "./decide-created.ts";
import { editedFrom, endedAt, tasksFrom } from "./decide-following.ts";
import {
  editedTemplate,
  occurred,
  repeated,
  setTemplate,
  skippedNext,
  stopped,
  upcomingOf,
} from "./decide-recurring.ts";
import { dismissed, fired, reminded, snoozed } from "./decide-reminders.ts";
import { undone } from "./decide-undo.ts";
import { factsOf, following, placed } from "./reminders.ts";
import type { CommandRecord, Fact, View } from "./view.ts";

/** The version of one aggregate as HTTP names it; with the id in it, it fits no other. */
export const etagOf = ({ id, version }: { id: string; version: number }): string =>
  `"${id}.${version}"`;

/** What follows from a command. Throws a Problem when it must be refused. Pure. */
export function decide(command: Command, view: View, around: Circumstances): Decision {
  switch (command.kind) {
    case "create":
      return { intent: "create", changes: [created(command.input, around)] };
    case "bulk":
      return { intent: "bulk", changes: bulk(command.request, view, around) };
    case "import":
      // Undo takes it back as it does any change of many.
      return { intent: "bulk", changes: command.items.flatMap((item) => imported(item, around)) };
    case "undo":
      return undone(view, around);
    case "edit":
    case "complete":
    case "delete":
    case "remind":
    case "snooze":
    case "dismiss":
      return onTask(command, existing(view.tasks.get(command.id), command), around);
    case "repeat":
      return { intent: "create", changes: repeated(command, around) };
    case "edit-template":
    case "set-template":
    case "stop-template":
    case "skip-next":
      return onTemplate(command, view, around);
    case "occurrence":
      return { intent: "occurrence", changes: occurred(command.proposal, view, around) };
    case "reminder-due":
      return { intent: "reminder", changes: fired(command.proposal, view, around.now) };
    default:
      return command satisfies never;
  }
}

type OnTask = Extract<
  Command,
  { kind: "edit" | "complete" | "delete" | "remind" | "snooze" | "dismiss" }
>;

function onTask(command: OnTask, task: Task, around: Circumstances): Decision {
  const about = task.id;
  switch (command.kind) {
    case "edit":
      return { intent: "edit", about, changes: edited(task, command.patch, around) };
    case "complete":
      return { intent: "complete", about, changes: completed(task, around) };
    case "delete":
      return { intent: "delete", changes: deleted(task, around) };
    case "remind":
      return { intent: "edit", about, changes: reminded(task, command.reminders, around) };
    case "snooze":
      return {
        intent: "edit",
        about,
        changes: snoozed(task, command.reminder, command.snooze, around.now),
      };
    case "dismiss":
      return { intent: "edit", about, changes: dismissed(task, command.reminder, around.now) };
    default:
      return command satisfies never;
  }
}

type OnTemplate = Extract<
  Command,
  { kind: "edit-template" | "set-template" | "stop-template" | "skip-next" }
>;

function onTemplate(command: OnTemplate, view: View, around: Circumstances): Decision {
  const template = existing<RecurringTask>(view.templates.get(command.id), command);
  const about = template.id;
  const upcoming = () => upcomingOf(template, view, around.now);
  switch (command.kind) {
    case "edit-template": {
      const { patch, from } = command;
      const changes =
        from === undefined
          ? editedTemplate(template, patch, upcoming(), around)
          : editedFrom(template, patch, tasksFrom(template, from, view), { ...around, from });
      return { intent: "edit", about, changes };
    }
    case "set-template":
      return { intent: "edit", about, changes: setTemplate(template, command.status, around) };
    case "stop-template": {
      if (command.from !== undefined) {
        const { from } = command;
        const gone = tasksFrom(template, from, view);
        return { intent: "delete", about, changes: endedAt(template, gone, { ...around, from }) };
      }
      const going = command.scope === "following" ? upcoming() : [];
      return { intent: "delete", about, changes: stopped(template, going, around) };
    }
    case "skip-next":
      return { intent: "edit", about, changes: skippedNext(template, view, around) };
    default:
      return command satisfies never;
  }
}

/** What became of each task of a bulk request, read from the view after the commit. */
export function bulkResults(
  { ids }: BulkRequest,
  view: View,
  record: CommandRecord | undefined,
): BulkResult["results"] {
  const touched = new Set(record?.tasks);
  return ids.map((id) => {
    const task = view.tasks.get(id) ?? null;
    if (touched.has(id)) return { id, status: "done", task };
    return { id, status: task ? "unchanged" : "not_found", task };
  });
}

function existing<T extends Task | RecurringTask>(
  found: T | undefined,
  { ifMatch }: { ifMatch?: string },
): T {
  if (!found) throw new Problem("not_found", { detail: "there is no such task" });
  if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(found)) {
    throw new Problem("version_mismatch", {
      detail: "If-Match: the task was changed; read it again and repeat",
      errors: [{ field: "If-Match", message: `the present version is ${etagOf(found)}` }],
    });
  }
  return found;
}

/** The task as it would be; no change at all makes no event. */
function edited(task: Task, patch: TaskPatch, around: Circumstances): readonly Fact[] {
  const { reminders: inputs, ...fields } = patch;
  const patched: Task = { ...task, ...withoutUndefined(fields) };
  const asked =
    inputs === undefined
      ? patched
      : { ...patched, reminders: placed(inputs, patched, around.now, around.newId) };
  const next = following(task, asked, around.now);
  if (JSON.stringify(next) === JSON.stringify(task)) return [];
  const done = next.status === "completed";
  const becameDone = done && task.status !== "completed";
  const completed_at = becameDone ? around.now : done ? next.completed_at : null;
  return factsOf(becameDone ? "task.completed" : "task.updated", task, {
    ...next,
    completed_at,
    updated_at: around.now,
  });
}

const completed = (task: Task, around: Circumstances): readonly Fact[] =>
  edited(task, { status: "completed" }, around);

/** What is deleted reminds nobody any more. */
const deleted = (task: Task, { now }: Circumstances): readonly Fact[] => {
  const silent = following(task, { ...task, status: "completed" }, now).reminders;
  return factsOf("task.deleted", task, { ...task, reminders: silent, updated_at: now });
};

function bulk(request: BulkRequest, view: View, around: Circumstances): readonly Fact[] {
  return request.ids.flatMap((id) => {
    const task = view.tasks.get(id);
    return task ? bulkChange(request, task, around) : [];
  });
}

function bulkChange(request: BulkRequest, task: Task, around: Circumstances): readonly Fact[] {
  switch (request.action) {
    case "complete":
      return completed(task, around);
    case "delete":
      return deleted(task, around);
    case "tag":
      return edited(task, { tags: request.tags }, around);
    case "move": {
      const { due_date, timezone } = request;
      return edited(task, timezone === undefined ? { due_date } : { due_date, timezone }, around);
    }
    case "snooze": {
      const reminder = reminderToSnooze(task);
      return reminder ? snoozed(task, reminder.id, request.snooze, around.now) : [];
    }
    default:
      return request satisfies never;
  }
}

/** Whoever puts off a task means the reminder that they have just heard, else the next one. */
function reminderToSnooze({ reminders, status }: Task): Reminder | undefined {
  if (status === "completed") return undefined;
  const heard = reminders.filter((each) => each.status === "triggered");
  const ahead = reminders.filter((each) => each.status === "pending");
  const inTime = (all: readonly Reminder[]) => all.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return inTime(heard).at(-1) ?? inTime(ahead)[0];
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const withoutUndefined = <T extends object>(value: T): Given<T> =>
  // What remains are entries of T that are not undefined.
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Given<T>;

/** A command id that was used before deserves a word. */
export const reusedId = (): Problem =>
  invalid("Idempotency-Key", "was used for another request; take a new one");
