import { z } from "zod";
import { aggregateId, instant } from "../domain-event.ts";

/** A page of a trail: at most so many entries, each up to 17 KB, stay below Dapr's 4 MiB. */
const trailPageMax = 200;

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** `GET /api/audit`: all conditions together, newest first. */
export const trailQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(trailPageMax).default(50).describe("Entries a page."),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .describe("`next_cursor` of the page before.")
    .optional(),
  aggregate_id: aggregateId.describe("Only what happened to this task.").optional(),
  event_type: z.string().max(100).describe("Only events of this type.").optional(),
  from: moment.describe("Not before this moment.").optional(),
  to: moment.describe("Before this moment.").optional(),
});

/** `GET /api/audit` answers this. */
export const trailPage = z.object({
  items: z.array(
    z.object({
      seq: z.int().min(1).describe("Position in the person's log: 1, 2, 3 and so on."),
      event_id: z.string(),
      event_type: z.string(),
      aggregate_id: aggregateId,
      aggregate_version: z.int().min(1),
      timestamp: instant,
      payload: z.unknown().describe("The whole thing as it was after the change."),
      trace_id: z.string().describe("The request that caused it.").optional(),
    }),
  ),
  next_cursor: z.string().nullable().describe("Ask again with it for what is older."),
  complete: z.boolean().describe("Whether every position up to `last_seq` is there."),
  missing: z.array(z.int()).describe("The first positions that are not there yet."),
  last_seq: z.int().min(0),
});
