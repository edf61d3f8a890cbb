import { batch } from "@preact/signals";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { newKey } from "./asked.ts";
import { type Step, withoutStep, withoutTask, withStep } from "./list-state.ts";
import { messageOf, Refusal } from "./problem.ts";
import {
  completeTask,
  createTask,
  deleteTask,
  editTask,
  readTask,
  reopenTask,
  type TaskFields,
  undoLast,
} from "./task-api.ts";
import { creating, learn, list } from "./tasks.ts";
import { begin } from "./toast.ts";

/** What the person typed last and was not told about: the same text again is the same command. */
let unanswered: { readonly title: string; readonly key: string } | undefined;

/** Adds a task. Throws a Refusal, and nothing is in the list then. */
export async function add(title: string): Promise<void> {
  const key = unanswered?.title === title ? unanswered.key : newKey();
  unanswered = { title, key };
  begin();
  const step: Step = { key, kind: "add", task: draft(title, key) };
  try {
    await tried(step, () => creating(createTask({ title }, key)), learn);
    unanswered = undefined;
  } catch (thrown) {
    // Whether it took effect is known only of an answer that refuses it.
    if (thrown instanceof Refusal && thrown.status >= 400 && thrown.status < 500) {
      unanswered = undefined;
    }
    throw thrown;
  }
}

/** Saves what was changed in a form. Throws a Refusal; after 412 the task is the present one. */
export async function edit(task: Task, fields: TaskFields): Promise<void> {
  const tell = begin();
  try {
    learn(await editTask(task, fields));
    tell({ kind: "undoable", text: "Saved." });
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.status === 412) {
      const present = await readTask(task.id);
      if (present) learn(present);
      throw new Refusal(412, "It was changed in another window. Save again to keep your words.");
    }
    throw thrown;
  }
}

/** Completes a task. */
export const complete = (task: Task): Promise<void> =>
  told("Completed.", async () => {
    await tried(changing(task, { status: "completed" }), () => completeTask(task.id), learn);
  });

/** Opens a completed task again. */
export const reopen = (task: Task): Promise<void> =>
  told("Opened again.", async () => {
    await tried(changing(task, { status: "pending" }), () => reopenTask(task.id), learn);
  });

/** Deletes a task. */
export const remove = (task: Task): Promise<void> =>
  told("Deleted.", async () => {
    const step: Step = { key: newKey(), kind: "remove", id: task.id };
    await tried(
      step,
      () => deleteTask(task.id),
      () => {
        list.value = withoutTask(list.value, task.id);
      },
    );
  });

/** Takes the last command back. */
export async function undo(): Promise<void> {
  const tell = begin();
  try {
    const { tasks, removed } = await undoLast();
    batch(() => {
      for (const task of tasks) learn(task);
      for (const id of removed) list.value = withoutTask(list.value, id);
      tell({ kind: "done", text: "Taken back." });
    });
  } catch (thrown) {
    const isOver = thrown instanceof Refusal && thrown.status === 409;
    tell({ kind: "refused", text: isOver ? "There is nothing left to undo." : messageOf(thrown) });
  }
}

const changing = (task: Task, fields: Partial<Task>): Step => ({
  key: newKey(),
  kind: "change",
  id: task.id,
  fields,
});

/** Shows a step at once; with the server's answer, whatever it is, only that counts. */
async function tried<T>(step: Step, ask: () => Promise<T>, settle: (answer: T) => void) {
  list.value = withStep(list.value, step);
  try {
    const answer = await ask();
    // In one go, so that the line does not flicker between guess and truth.
    batch(() => {
      list.value = withoutStep(list.value, step.key);
      settle(answer);
    });
  } catch (thrown) {
    list.value = withoutStep(list.value, step.key);
    throw thrown;
  }
}

/** Tells how it ended; the person has moved on, so nobody waits for the error. */
async function told(text: string, act: () => Promise<void>): Promise<void> {
  const tell = begin();
  try {
    await act();
    tell({ kind: "undoable", text });
  } catch (thrown) {
    tell({ kind: "refused", text: messageOf(thrown) });
  }
}

/** How a task looks until the server has made it. */
function draft(title: string, id: string): Task {
  const at = new Date().toISOString();
  return {
    id,
    user_id: "",
    title,
    description: "",
    status: "pending",
    priority: "medium",
    tags: [],
    due_date: null,
    timezone: null,
    reminders: [],
    recurring_task_id: null,
    version: 0,
    created_at: at,
    updated_at: at,
    completed_at: null,
  };
}
