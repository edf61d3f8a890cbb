import { z } from "zod";
import {
  newTask,
  pageSizeMax,
  taskPage,
  taskPatch,
  taskQuery,
} from "../../shared/contracts/api/tasks.ts";
import { line } from "../../shared/contracts/api/text.ts";
import { aggregateId } from "../../shared/contracts/domain-event.ts";
import {
  priority,
  tagLengthMax,
  tagsMax,
  task,
  taskStatus,
} from "../../shared/contracts/entities/task.ts";
import { tool } from "./tool.ts";

/** The id of a task, as lists show it. */
export const taskId = aggregateId.describe("The `id` of a task, as list_tasks shows it.");
/** What answers without words. */
export const nothing = z.undefined();

const oneTask = z.strictObject({ id: taskId });

export const createTask = tool({
  name: "create_task",
  says: "Makes a task. What repeats is better made by create_recurring, which shows its dates.",
  effect: "change",
  idempotent: false,
  input: newTask,
  output: task,
  run: (input, { ask }) => ask(task, { method: "POST", path: "/tasks", body: input }),
});

const { due_date_start, due_date_end, due, search, sort_by, sort_order, cursor } = taskQuery.shape;
/** What a person or a model reads at once. */
const tasksShown = 20;
/** The service takes several tags as one text with commas between them. */
const tag = line(tagLengthMax).refine((text) => !text.includes(","), "a comma cannot be asked for");

export const listTasks = tool({
  name: "list_tasks",
  says: "Lists, filters and searches tasks; all conditions together. `total` counts all matches.",
  effect: "read",
  idempotent: true,
  input: z.strictObject({
    status: z.array(taskStatus).min(1).max(3).describe("Any of these.").optional(),
    priority: z.array(priority).min(1).max(4).describe("Any of these.").optional(),
    tags: z.array(tag).min(1).max(tagsMax).describe("All of these.").optional(),
    due_date_start,
    due_date_end,
    due,
    search,
    sort_by,
    sort_order,
    limit: z.int().min(1).max(pageSizeMax).default(tasksShown).describe("Tasks a page."),
    cursor,
  }),
  output: taskPage,
  run: (query, { ask }) => ask(taskPage, { path: "/tasks", query }),
});

export const getTask = tool({
  name: "get_task",
  says: "Shows one task with everything about it.",
  effect: "read",
  idempotent: true,
  input: oneTask,
  output: task,
  run: ({ id }, { ask }) => ask(task, { path: `/tasks/${id}` }),
});

export const editTask = tool({
  name: "edit_task",
  says: "Changes one task. What is left out stays; null clears a date. Lists are replaced whole.",
  effect: "change",
  idempotent: true,
  input: z.strictObject({ id: taskId, changes: taskPatch }),
  output: task,
  run: ({ id, changes }, { ask }) =>
    ask(task, { method: "PATCH", path: `/tasks/${id}`, body: changes }),
});

export const completeTask = tool({
  name: "complete_task",
  says: "Marks one task as done.",
  effect: "change",
  idempotent: true,
  input: oneTask,
  output: task,
  run: ({ id }, { ask }) => ask(task, { method: "POST", path: `/tasks/${id}/complete` }),
});

export const reopenTask = tool({
  name: "reopen_task",
  says: "Makes a task that is done open again.",
  effect: "change",
  idempotent: true,
  input: oneTask,
  output: task,
  run: ({ id }, { ask }) =>
    ask(task, { method: "PATCH", path: `/tasks/${id}`, body: { status: "pending" } }),
});

export const deleteTask = tool({
  name: "delete_task",
  says: "Deletes one task. Let the person confirm it.",
  effect: "destroy",
  idempotent: true,
  input: oneTask,
  output: z.object({ deleted: aggregateId }),
  async run({ id }, { ask }) {
    await ask(nothing, { method: "DELETE", path: `/tasks/${id}` });
    return { deleted: id };
  },
});
