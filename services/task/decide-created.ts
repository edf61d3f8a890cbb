import type { NewTask } from "../shared/contracts/api/tasks.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import type { Circumstances, ImportItem } from "./command.ts";
import { repeated } from "./decide-recurring.ts";
import { placed, stillAhead } from "./reminders.ts";
import type { Fact } from "./view.ts";

/** A task comes into being. */
export function created(input: NewTask, { userId, now, newId }: Circumstances): Fact {
  const due = { due_date: input.due_date ?? null, timezone: input.timezone ?? null };
  return {
    type: "task.created",
    task: {
      id: newId(),
      user_id: userId,
      title: input.title,
      description: input.description,
      status: "pending",
      priority: input.priority,
      tags: input.tags,
      ...due,
      reminders: placed(input.reminders, due, now, newId),
      recurring_task_id: null,
      version: 1,
      created_at: now,
      updated_at: now,
      completed_at: null,
    },
  };
}

/**
 * Something comes into being as it was elsewhere, in one fact: that it was done is no news. Unlike
 * those of a new task, reminders whose moment has passed are left out.
 */
export function imported(item: ImportItem, around: Circumstances): readonly Fact[] {
  if (item.kind === "task") return [importedTask(item, around)];
  const { input, status, exceptions } = item;
  return repeated({ kind: "repeat", input }, around).map((fact) =>
    "template" in fact ? { ...fact, template: { ...fact.template, status, exceptions } } : fact,
  );
}

function importedTask(item: Extract<ImportItem, { kind: "task" }>, around: Circumstances): Fact {
  const { input, status, created_at, completed_at } = item;
  const { now, newId } = around;
  const made = created({ ...input, reminders: [] }, around);
  if (!("task" in made)) return made;
  const reminders = input.reminders.flatMap((one): Task["reminders"] => {
    if ("offset" in one) {
      const nag_minutes = one.nag_minutes ?? null;
      return stillAhead({ reminder_offsets: [one.offset], nag_minutes }, made.task, now, newId);
    }
    return Date.parse(one.at) > Date.parse(now) ? placed([one], made.task, now, newId) : [];
  });
  const task: Task = {
    ...made.task,
    status,
    reminders,
    created_at: created_at ?? now,
    completed_at: status === "completed" ? (completed_at ?? now) : null,
  };
  return { type: "task.created", task };
}
