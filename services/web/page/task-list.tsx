import { useSignal } from "@preact/signals";
import { isNarrowed, type View } from "./filter.ts";
import { foldedAway, type Line } from "./fold.ts";
import { editing } from "./opened.ts";
import { messageOf } from "./problem.ts";
import { TaskForm } from "./task-form.tsx";
import { TaskRow } from "./task-row.tsx";
import { filter, lines, load, loadMore, phase } from "./tasks.ts";
import { viewNames } from "./views.tsx";

const emptyWords: Readonly<Record<View, readonly [title: string, hint: string]>> = {
  all: ["All clear", "Nothing is left to do."],
  today: ["Nothing due today", "What has today as its date appears here."],
  overdue: ["Nothing is overdue", "What should have been done by now appears here."],
  done: ["Nothing done yet", "What you complete appears here."],
};

/** The list, or why there is none. */
export function TaskList() {
  const shown = lines.value;
  const { kind } = phase.value;
  const more = phase.value.kind === "ready" ? phase.value.nextCursor : undefined;
  return (
    <>
      <h2 id="list-heading" tabIndex={-1}>
        {viewNames[filter.value.view]}
        {shown.length > 0 && <Shown shown={shown} more={more === undefined ? "" : "+"} />}
      </h2>
      {shown.length > 0 && (
        <ul class="rows" aria-busy={kind === "loading"}>
          {shown.map(({ task, isBusy, later, isLater }) =>
            editing.value?.id === task.id && editing.value.is === "open" ? (
              <TaskForm
                key={task.id}
                task={task}
                close={() => {
                  editing.value = { id: task.id, is: "closed" };
                }}
              />
            ) : (
              <TaskRow
                key={task.id}
                task={task}
                isBusy={isBusy}
                later={later}
                isLater={isLater ?? false}
                takesFocus={editing.value?.id === task.id}
                edit={() => {
                  editing.value = { id: task.id, is: "open" };
                }}
              />
            ),
          )}
        </ul>
      )}
      {shown.length === 0 && <Nothing />}
      {more !== undefined && <More />}
    </>
  );
}

interface ShownProps {
  readonly shown: readonly Line[];
  /** "+" when there are lines that were not read yet. */
  readonly more: "" | "+";
}

/** How many lines there are, and how many tasks are folded behind them. */
function Shown({ shown, more }: ShownProps) {
  const behind = foldedAway(shown);
  return (
    <>
      <span class="count" role="img" aria-label={`${shown.length} shown`}>
        {shown.length}
        {more}
      </span>
      {behind > 0 && (
        <span class="behind">
          {behind}
          {more} more folded
        </span>
      )}
    </>
  );
}

function Nothing() {
  const { value } = phase;
  switch (value.kind) {
    case "loading":
      return (
        <p class="nothing" role="status">
          Loading…
        </p>
      );
    case "failed":
      return (
        <div class="nothing">
          <p role="alert">{value.message}</p>
          <button type="button" onClick={() => void load()}>
            Try again
          </button>
        </div>
      );
    case "ready": {
      const narrowed = ["Nothing matches", "Try fewer words or another filter."] as const;
      const [title, hint] = isNarrowed(filter.value) ? narrowed : emptyWords[filter.value.view];
      return (
        <div class="nothing" role="status">
          <strong>{title}</strong>
          <span>{hint}</span>
        </div>
      );
    }
    default:
      return value satisfies never;
  }
}

function More() {
  const error = useSignal("");
  const read = async () => {
    error.value = "";
    try {
      await loadMore();
    } catch (thrown) {
      error.value = messageOf(thrown);
    }
  };
  return (
    <div class="more">
      <button type="button" onClick={() => void read()}>
        Show more
      </button>
      {error.value !== "" && (
        <p class="wrong" role="alert">
          {error.value}
        </p>
      )}
    </div>
  );
}
