import { signal } from "@preact/signals";
import { everything } from "./filter.ts";
import { memberOf, messageOf } from "./problem.ts";
import { readTask } from "./task-api.ts";
import { learn, show, unfold } from "./tasks.ts";
import { toast } from "./toast.ts";

/** The task whose form is open, or was last: its row takes the focus back. */
export const editing = signal<{ readonly id: string; readonly is: "open" | "closed" } | undefined>(
  undefined,
);

const parameter = "task";

/** Opens the task that a notification was clicked for, now and later; until it is stopped. */
export function openAsked(): () => void {
  const inAddress = new URLSearchParams(location.search).get(parameter);
  if (inAddress !== null) {
    // A reload is not another click.
    history.replaceState(null, "", location.pathname);
    void openTask(inAddress);
  }
  if (!("serviceWorker" in navigator)) return () => undefined;
  const { serviceWorker } = navigator;
  const onMessage = ({ data }: MessageEvent<unknown>) => {
    const id = memberOf(data, parameter);
    if (typeof id === "string" && id !== "") void openTask(id);
  };
  serviceWorker.addEventListener("message", onMessage);
  return () => serviceWorker.removeEventListener("message", onMessage);
}

async function openTask(id: string): Promise<void> {
  try {
    const task = await readTask(id);
    if (!task) throw new Error("This task is gone.");
    show({ ...everything, view: task.status === "completed" ? "done" : "all" });
    learn(task);
    if (task.recurring_task_id !== null) unfold(task.recurring_task_id);
    editing.value = { id, is: "open" };
  } catch (thrown) {
    toast.value = { kind: "refused", text: messageOf(thrown) };
  }
}
