import { z } from "zod";
import { recurringTask } from "../entities/recurring-task.ts";
import { task } from "../entities/task.ts";

/** Rows of one file: at fifty a command about as far as undo reaches. */
export const importRowsMax = 1_000;
/** So many rows with long descriptions, and half of what a sidecar passes on. */
export const importBytesMax = 2 * 1_024 * 1_024;

/** `GET /api/export`. */
export const exportQuery = z.strictObject({
  format: z
    .enum(["json", "csv", "ics"])
    .default("json")
    .describe("`json` can be imported whole, `csv` has the tasks alone, `ics` is for calendars."),
});

/** `POST /api/import`. */
export const importQuery = z.strictObject({
  partial: z
    .enum(["true", "false"])
    .default("false")
    .describe("`true` imports the good rows also when others are wrong."),
});

/** `GET /api/export` answers this as JSON; what belongs to one account alone is left out. */
export const exportFile = z.object({
  version: z.literal(1),
  exported_at: z.iso.datetime(),
  tasks: z.array(task.omit({ user_id: true, version: true, updated_at: true })),
  recurring_tasks: z.array(recurringTask.omit({ user_id: true, version: true, updated_at: true })),
});

const row = z.record(z.string(), z.unknown());

/** `POST /api/import` as JSON. Each row is looked at by itself, so that each can be told of. */
export const importFile = z.object({
  version: z.literal(1),
  tasks: z.array(row).default([]).describe("As an export has them; each needs only `title`."),
  recurring_tasks: z
    .array(row)
    .default([])
    .describe("As an export has them; each needs only `title` and `recurrence`."),
});

/** What is said of one row of a file. */
export const rowNote = z.object({
  row: z.int().min(1).describe("Counted from 1; in a CSV the header is row 1."),
  field: z.string(),
  message: z.string(),
});

/** `POST /api/import` answers this. */
export const importResult = z.object({
  imported: z.int().describe("Tasks."),
  recurring: z.int().describe("Templates."),
  repeated: z.boolean().describe("This import had happened before; nothing was made again."),
  skipped: z.array(rowNote),
  not_understood: z.array(rowNote).describe("Dates that were put into the description as text."),
});

export type ExportFormat = z.output<typeof exportQuery>["format"];
export type ExportFile = z.output<typeof exportFile>;
export type RowNote = z.output<typeof rowNote>;
export type ImportResult = z.output<typeof importResult>;
