import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { edit } from "./commands.ts";
import { Field } from "./field.tsx";
import { messageOf, Refusal } from "./problem.ts";
import { type Draft, differences, draftOf, priorities } from "./task-draft.ts";
import { priorityNames } from "./task-row.tsx";

interface TaskFormProps {
  readonly task: Task;
  readonly close: () => void;
}

const shownFields = ["title", "description", "priority", "tags", "due_date", "timezone"];
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The form in the place of a task's row. */
export function TaskForm({ task, close }: TaskFormProps) {
  const form = useRef<HTMLFormElement>(null);
  // What the person changes is counted from what they saw when the form opened.
  const seen = useRef(task);
  const isRepeat = useRef(false);
  const draft = useSignal(draftOf(task));
  const isBusy = useSignal(false);
  const refusal = useSignal<Refusal | undefined>(undefined);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);

  const save = async () => {
    const fields = differences(seen.current, draft.value, zone());
    if (fields === undefined) {
      close();
      return;
    }
    if (isBusy.value) return;
    isBusy.value = true;
    refusal.value = undefined;
    // After a refusal for a change elsewhere, the second "Save" is for the present version.
    const version = isRepeat.current ? task.version : seen.current.version;
    try {
      await edit({ ...task, version }, fields);
      close();
    } catch (thrown) {
      refusal.value = thrown instanceof Refusal ? thrown : new Refusal(0, messageOf(thrown));
      isRepeat.current = refusal.value.status === 412;
    } finally {
      isBusy.value = false;
    }
  };

  const errors = refusal.value?.fields ?? {};
  const isElsewhere = refusal.value && !shownFields.some((name) => errors[name]);
  return (
    <li class="editing">
      <form
        ref={form}
        noValidate
        aria-label="Edit task"
        aria-busy={isBusy.value}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
        }}
      >
        <DraftFields
          draft={draft.value}
          errors={errors}
          change={(change) => {
            draft.value = { ...draft.value, ...change };
          }}
        />
        {isElsewhere && (
          <p class="wrong wide" role="alert">
            {refusal.value?.message}
          </p>
        )}
        <div class="buttons wide">
          <button type="submit" class="primary" aria-disabled={isBusy.value}>
            Save
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </li>
  );
}

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly errors: Readonly<Record<string, string>>;
  readonly change: (change: Partial<Draft>) => void;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function DraftFields({ draft, errors, change }: DraftFieldsProps) {
  const bound = (name: keyof Draft) => ({
    value: draft[name],
    onInput: (event: { readonly currentTarget: Control }) =>
      change({ [name]: event.currentTarget.value }),
  });
  return (
    <>
      <Field label="Title" class="wide" error={errors.title}>
        {(control) => <input {...control} {...bound("title")} type="text" autocomplete="off" />}
      </Field>
      <Field label="Description" class="wide" error={errors.description}>
        {(control) => <textarea {...control} {...bound("description")} rows={3} />}
      </Field>
      <Field label="Priority" error={errors.priority}>
        {(control) => (
          <select {...control} {...bound("priority")}>
            {priorities.map((each) => (
              <option key={each} value={each}>
                {priorityNames[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Tags" error={errors.tags}>
        {(control) => (
          <input
            {...control}
            {...bound("tags")}
            type="text"
            autocomplete="off"
            placeholder="home, garden"
          />
        )}
      </Field>
      <Field label="Due day" error={errors.due_date}>
        {(control) => <input {...control} {...bound("day")} type="date" />}
      </Field>
      <Field label="Due time" error={errors.timezone}>
        {(control) => <input {...control} {...bound("time")} type="time" />}
      </Field>
    </>
  );
}
