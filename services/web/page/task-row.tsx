import { useEffect, useRef } from "preact/hooks";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { complete, remove, reopen } from "./commands.ts";
import { dueWords } from "./due-words.ts";
import { isOverdue } from "./filter.ts";
import { now } from "./tasks.ts";

/** What a priority is called. */
export const priorityNames: Readonly<Record<Task["priority"], string>> = {
  low: "Low",
  medium: "Medium",
  high: "High",
  urgent: "Urgent",
};

interface TaskRowProps {
  readonly task: Task;
  readonly isBusy: boolean;
  /** The form of this task has just been closed. */
  readonly takesFocus: boolean;
  readonly edit: () => void;
}

/** One task: complete, edit, delete. */
export function TaskRow({ task, isBusy, takesFocus, edit }: TaskRowProps) {
  const editButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) editButton.current?.focus();
  }, [takesFocus]);
  const isDone = task.status === "completed";
  const leaving = (act: (task: Task) => Promise<void>) => {
    // The row goes away, and a focus that goes with it would begin at the top of the page.
    document.getElementById("list-heading")?.focus({ preventScroll: true });
    void act(task);
  };
  return (
    <li class={`row ${isDone ? "done" : ""}`} aria-busy={isBusy ? "true" : "false"}>
      <input
        type="checkbox"
        aria-label={`Completed: ${task.title}`}
        checked={isDone}
        onChange={() => leaving(isDone ? reopen : complete)}
      />
      <div class="what">
        <p class="title">{task.title}</p>
        {task.description !== "" && <p class="description">{task.description}</p>}
        <Facts task={task} />
      </div>
      <div class="acts">
        <button
          ref={editButton}
          type="button"
          aria-label={`Edit ${task.title}`}
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) edit();
          }}
        >
          Edit
        </button>
        <button
          type="button"
          aria-label={`Delete ${task.title}`}
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) leaving(remove);
          }}
        >
          Delete
        </button>
      </div>
    </li>
  );
}

function Facts({ task }: { readonly task: Task }) {
  const { due_date, priority, tags } = task;
  if (due_date === null && priority === "medium" && tags.length === 0) return null;
  const isLate = isOverdue(task, now.value);
  return (
    <p class="facts">
      {due_date !== null && (
        <time class={isLate ? "late" : ""} dateTime={due_date}>
          {isLate ? "Overdue: " : ""}
          {dueWords(due_date, now.value)}
        </time>
      )}
      {priority !== "medium" && (
        <span class={`priority ${priority}`}>{priorityNames[priority]}</span>
      )}
      {tags.map((tag) => (
        <span key={tag} class="tag">
          #{tag}
        </span>
      ))}
    </p>
  );
}
