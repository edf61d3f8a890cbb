import { z } from "zod";
import { aggregateId } from "../domain-event.ts";
import {
  descriptionMax,
  priority,
  tagLengthMax,
  tagsMax,
  task,
  taskStatus,
  titleMax,
} from "../entities/task.ts";
import { dueDateOf, dueInput, timezone } from "./due.ts";
import { recurrenceRule, reminderOffset, unified } from "./plain-forms.ts";
import { recurrenceInput } from "./recurring-tasks.ts";
import { reminderInputs, snooze } from "./reminders.ts";
import { line, paragraph } from "./text.ts";

const tags = z
  .array(line(tagLengthMax))
  .max(tagsMax, `at most ${tagsMax} tags`)
  .refine(
    (all) => new Set(all.map((tag) => tag.toLowerCase())).size === all.length,
    "the same tag is there twice",
  );

const fields = {
  title: line(titleMax),
  description: paragraph(descriptionMax),
  priority,
  tags,
  due_date: dueInput.nullable(),
  timezone: timezone.nullable(),
};

interface Due {
  readonly due_date?: string | null | undefined;
  readonly timezone?: string | null | undefined;
  readonly recurrence?: { readonly timezone?: string | undefined } | undefined;
}

/** Puts the due date into the form in which it is kept. */
function placed<T extends Due>(input: T, context: z.RefinementCtx): T {
  if (typeof input.due_date !== "string") return input;
  const zone = input.recurrence?.timezone ?? input.timezone ?? undefined;
  const due = dueDateOf(input.due_date, zone);
  if (due !== undefined) return { ...input, due_date: due };
  const message = "needs an offset, or the field timezone";
  context.addIssue({ code: "custom", path: ["due_date"], message });
  return z.NEVER;
}

/** `POST /api/tasks`: one task, or with `recurrence` the first of a template made beside it. */
export const newTask = z
  .strictObject({
    title: fields.title,
    description: fields.description.default(""),
    priority: fields.priority.default("medium"),
    tags: fields.tags.default([]),
    due_date: fields.due_date.optional(),
    timezone: fields.timezone.optional(),
    reminders: reminderInputs.optional(),
    reminder_offset: reminderOffset.optional(),
    recurrence: recurrenceInput
      .describe("Repeats the task; `due_date` is its `dtstart`, `timezone` its zone.")
      .optional(),
    recurrence_rule: recurrenceRule.optional(),
  })
  .transform(unified)
  .transform(placed)
  .transform((input) => ({ ...input, reminders: input.reminders ?? [] }));

/** `PATCH /api/tasks/{id}`: what is left out stays; null clears a date. */
export const taskPatch = z
  .strictObject({
    ...fields,
    status: taskStatus,
    reminders: reminderInputs,
    reminder_offset: reminderOffset,
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, "name at least one field to change")
  .transform(unified)
  .transform(placed)
  .meta({ minProperties: 1 });

/** `PUT /api/tasks/{id}/tags`. */
export const tagList = z.strictObject({ tags });

/** One person's patience, and what fits into one commit. */
export const bulkMax = 50;

const ids = z
  .array(aggregateId)
  .min(1)
  .max(bulkMax, `at most ${bulkMax} tasks at once`)
  .refine((all) => new Set(all).size === all.length, "the same id is there twice");

/** `POST /api/tasks/bulk`: one action for many tasks, undone as one. */
export const bulkRequest = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("complete"), ids }),
  z.strictObject({ action: z.literal("delete"), ids }),
  z.strictObject({ action: z.literal("tag"), ids, tags }),
  z.strictObject({
    action: z.literal("snooze"),
    ids,
    snooze: snooze.describe("Of each task the reminder that came last, else the one to come next."),
  }),
  z
    .strictObject({
      action: z.literal("move"),
      ids,
      due_date: fields.due_date,
      timezone: fields.timezone.optional(),
    })
    .transform(placed),
]);

export const pageSizeMax = 200;
const searchMax = 200;
/** Base64 of the longest title in four-byte letters, 800 bytes, beside the longest id. */
const cursorMax = 1_600;

/** A query has no time zone of its own, so a local time would be a guess. */
const dueBound = dueInput
  .refine((text) => dueDateOf(text, undefined) !== undefined, "needs an offset, or be a whole day")
  .describe("A whole day, all of it included, or a date-time with offset.");

const list = <T extends z.ZodType<string, string>>(item: T, max: number) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(item).min(1).max(max));

const decimal = (text: unknown) =>
  typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : text;

const oneOf = (names: readonly string[]) => `One or more of ${names.join(", ")}, by commas.`;

/** `GET /api/tasks`: all conditions together; dates are inclusive. */
export const taskQuery = z.strictObject({
  status: list(taskStatus, 3).describe(oneOf(taskStatus.options)).optional(),
  priority: list(priority, 4).describe(oneOf(priority.options)).optional(),
  tags: list(line(tagLengthMax), tagsMax)
    .describe("Tags that a task must have, all of them, separated by commas.")
    .optional(),
  due_date_start: dueBound.optional(),
  due_date_end: dueBound.optional(),
  due: z
    .enum(["overdue", "none"])
    .describe("Only open tasks whose time has passed, or only tasks without a date.")
    .optional(),
  search: z
    .string()
    .max(searchMax, `at most ${searchMax} characters`)
    .describe("Words that stand in title, description or tags, all of them; case does not count.")
    .optional(),
  sort_by: z
    .enum(["created_at", "updated_at", "due_date", "priority", "title"])
    .default("created_at"),
  sort_order: z
    .enum(["asc", "desc"])
    .describe("Left out: `asc` for title and due_date, else `desc`.")
    .optional(),
  limit: z
    // Number() alone would also read "0x10" and "1e1".
    .preprocess(decimal, z.number().int().min(1).max(pageSizeMax))
    .default(50)
    .describe("Tasks a page."),
  cursor: z
    .string()
    .max(cursorMax)
    .describe("`next_cursor` of the page before, with the same query.")
    .optional(),
});

/** `GET /api/tasks` answers this. */
export const taskPage = z.object({
  items: z.array(task),
  /** Ask again with it for what follows; null at the end. */
  next_cursor: z.string().nullable(),
  /** How many tasks match in all. */
  total: z.int(),
});

export const bulkResult = z.object({
  results: z.array(
    z.object({
      id: aggregateId,
      status: z.enum(["done", "unchanged", "not_found"]),
      task: task.nullable(),
    }),
  ),
});

/** `POST /api/undo` answers this: the tasks as they are now; a removed one is only named. */
export const undoResult = z.object({
  undone: z.enum(["create", "edit", "complete", "delete", "bulk"]),
  tasks: z.array(task),
  removed: z.array(aggregateId),
});

export type NewTask = z.output<typeof newTask>;
export type TaskPatch = z.output<typeof taskPatch>;
export type BulkRequest = z.output<typeof bulkRequest>;
export type TaskQuery = z.output<typeof taskQuery>;
export type TaskPage = z.output<typeof taskPage>;
export type BulkResult = z.output<typeof bulkResult>;
export type UndoResult = z.output<typeof undoResult>;
