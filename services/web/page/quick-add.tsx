import { batch, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { add } from "./commands.ts";
import { messageOf, Refusal, sentence } from "./problem.ts";

/** One line for a new task. What was refused comes back into it, with the reason. */
export function QuickAdd() {
  const id = useId();
  const title = useSignal("");
  const error = useSignal<string | undefined>(undefined);

  const submit = async () => {
    const typed = title.value;
    if (typed.trim() === "") return;
    batch(() => {
      title.value = "";
      error.value = undefined;
    });
    try {
      await add(typed);
    } catch (thrown) {
      batch(() => {
        error.value = reasonOf(thrown);
        // Whoever has typed on meanwhile keeps the new line.
        if (title.value === "") title.value = typed;
      });
    }
  };
  const isWrong = error.value !== undefined;
  return (
    <form
      class="quick-add"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label class="unseen" for={id}>
        New task
      </label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        placeholder="What is there to do?"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-error` : undefined}
        value={title}
        onInput={(event) => {
          title.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="primary">
        Add
      </button>
      {isWrong && (
        <p id={`${id}-error`} class="wrong" role="alert">
          {error.value}
        </p>
      )}
    </form>
  );
}

function reasonOf(thrown: unknown): string {
  const title = thrown instanceof Refusal ? thrown.fields.title : undefined;
  return title === undefined ? sentence(messageOf(thrown)) : sentence(title, "the title");
}
