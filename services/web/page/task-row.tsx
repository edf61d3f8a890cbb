import { useLayoutEffect, useRef } from "preact/hooks";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { complete, remove, reopen } from "./commands.ts";
import { dayWords, dueWords } from "./due-words.ts";
import { isOverdue } from "./filter.ts";
import type { Later } from "./fold.ts";
import { fold, now, unfold } from "./tasks.ts";

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
  /** What is folded behind it, when it repeats. */
  readonly later: Later | undefined;
  /** One of the further dates of the line above. */
  readonly isLater: boolean;
  /** The form of this task has just been closed. */
  readonly takesFocus: boolean;
  readonly edit: () => void;
}

/** One task: complete, edit, delete. */
export function TaskRow({ task, isBusy, later, isLater, takesFocus, edit }: TaskRowProps) {
  const editButton = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (takesFocus) editButton.current?.focus();
  }, [takesFocus]);
  const isDone = task.status === "completed";
  const leaving = (act: (task: Task) => Promise<void>) => {
    // The row goes away, and a focus that goes with it would begin at the top of the page.
    document.getElementById("list-heading")?.focus({ preventScroll: true });
    void act(task);
  };
  return (
    <li
      class={`row ${isDone ? "done" : ""} ${isLater ? "later" : ""}`}
      aria-busy={isBusy ? "true" : "false"}
    >
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
        {later && <LaterButton later={later} title={task.title} />}
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

interface LaterButtonProps {
  readonly later: Later;
  readonly title: string;
}

const LaterButton = ({ later: { of, count, until, is }, title }: LaterButtonProps) => (
  <button
    type="button"
    class="unfold"
    aria-expanded={is === "unfolded"}
    onClick={() => (is === "folded" ? unfold : fold)(of)}
  >
    {count} more until {dayWords(until, now.value)}
    <span class="unseen">: {title}</span>
  </button>
);

function Facts({ task }: { readonly task: Task }) {
  const { due_date, priority, tags, reminders, recurring_task_id } = task;
  const next = reminders.find(({ status }) => status === "pending");
  const isPlain = due_date === null && priority === "medium" && recurring_task_id === null;
  if (isPlain && tags.length === 0 && !next) return null;
  const isLate = isOverdue(task, now.value);
  return (
    <p class="facts">
      {due_date !== null && (
        <time class={isLate ? "late" : ""} dateTime={due_date}>
          {isLate ? "Overdue: " : ""}
          {dueWords(due_date, now.value)}
        </time>
      )}
      {recurring_task_id !== null && <span>Repeats</span>}
      {next && (
        <span>
          Reminder <time dateTime={next.at}>{dueWords(next.at, now.value)}</time>
        </span>
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
