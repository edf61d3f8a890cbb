import type { Task } from "../../shared/contracts/entities/task.ts";
import { dueFields } from "./due-words.ts";
import type { TaskFields } from "./task-api.ts";

/** What the fields of the form hold. */
export interface Draft {
  readonly title: string;
  readonly description: string;
  readonly priority: string;
  readonly tags: string;
  readonly day: string;
  readonly time: string;
}

/** The form's fields for a task. */
export const draftOf = (task: Task): Draft => ({
  title: task.title,
  description: task.description,
  priority: task.priority,
  tags: task.tags.join(", "),
  ...dueFields(task.due_date),
});

/** What a person may choose, most urgent last. */
export const priorities: readonly Task["priority"][] = ["low", "medium", "high", "urgent"];

/** What differs from the task; undefined when nothing does. `zone` is the person's IANA zone. */
export function differences(task: Task, draft: Draft, zone: string): TaskFields | undefined {
  const before = draftOf(task);
  const priority = priorities.find((each) => each === draft.priority);
  const fields: TaskFields = {
    ...(draft.title === before.title ? {} : { title: draft.title }),
    ...(draft.description === before.description ? {} : { description: draft.description }),
    ...(priority === undefined || priority === task.priority ? {} : { priority }),
    ...(draft.tags === before.tags ? {} : { tags: tagsIn(draft.tags) }),
    ...(draft.day === before.day && draft.time === before.time ? {} : dueOf(draft, zone)),
  };
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function dueOf({ day, time }: Draft, zone: string): TaskFields {
  if (day === "") return { due_date: null };
  return time === "" ? { due_date: day } : { due_date: `${day}T${time}:00`, timezone: zone };
}

/** The tags in "home, #garden", each once, with or without the sign before it. */
export function tagsIn(text: string): readonly string[] {
  const all = new Map<string, string>();
  for (const piece of text.split(",")) {
    const tag = piece.trim().replace(/^#/, "").trim();
    if (tag !== "" && !all.has(tag.toLowerCase())) all.set(tag.toLowerCase(), tag);
  }
  return [...all.values()];
}
