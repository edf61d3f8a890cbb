import type { Task } from "../../shared/contracts/entities/task.ts";
import { asked, newKey, once } from "./asked.ts";
import { listIn, Refusal, textIn } from "./problem.ts";
import { taskIn } from "./task-shape.ts";

/** What can be said about a task; what is left out stays as it is. */
export interface TaskFields {
  readonly title?: string;
  readonly description?: string;
  readonly priority?: Task["priority"];
  readonly tags?: readonly string[];
  readonly due_date?: string | null;
  readonly timezone?: string;
  readonly status?: Task["status"];
}

/** One part of a list. */
export interface TaskPart {
  readonly items: readonly Task[];
  readonly nextCursor: string | undefined;
}

/** One part of the tasks that fit a query. */
export async function readTasks(query: string): Promise<TaskPart> {
  const answer = await asked(`/api/tasks?${query}`);
  return { items: listIn(answer, "items").map(taskIn), nextCursor: textIn(answer, "next_cursor") };
}

/** A task as it is now; undefined when it is gone. */
export async function readTask(id: string): Promise<Task | undefined> {
  try {
    return taskIn(await asked(pathOf(id)));
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.status === 404) return undefined;
    throw thrown;
  }
}

/** Makes a task; the same key a second time makes no second one. */
export const createTask = async (fields: TaskFields, key: string): Promise<Task> =>
  taskIn(await asked("/api/tasks", { method: "POST", body: fields, headers: once(key) }));

/** Changes a task, unless somebody else changed it since (412). */
export const editTask = async ({ id, version }: Task, fields: TaskFields): Promise<Task> =>
  taskIn(
    await asked(pathOf(id), {
      method: "PATCH",
      body: fields,
      headers: { ...once(newKey()), "if-match": `"${id}.${version}"` },
    }),
  );

/** Completes a task, in whatever version it is. */
export const completeTask = async (id: string): Promise<Task> =>
  taskIn(await asked(`${pathOf(id)}/complete`, { method: "POST", headers: once(newKey()) }));

/** Opens a completed task again, in whatever version it is. */
export const reopenTask = async (id: string): Promise<Task> =>
  taskIn(
    await asked(pathOf(id), {
      method: "PATCH",
      body: { status: "pending" },
      headers: once(newKey()),
    }),
  );

/** Deletes a task, in whatever version it is. */
export async function deleteTask(id: string): Promise<void> {
  await asked(pathOf(id), { method: "DELETE", headers: once(newKey()) });
}

/** Takes the last command back: the tasks as they are now, and the ids of those that are gone. */
export async function undoLast(): Promise<{
  readonly tasks: readonly Task[];
  readonly removed: readonly string[];
}> {
  const answer = await asked("/api/undo", { method: "POST", headers: once(newKey()) });
  const removed = listIn(answer, "removed").filter((id) => typeof id === "string");
  return { tasks: listIn(answer, "tasks").map(taskIn), removed };
}

const pathOf = (id: string): string => `/api/tasks/${encodeURIComponent(id)}`;
