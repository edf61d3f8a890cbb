import { z } from "zod";
import type { JsonSchema, Topic } from "../../../components/model/topic.ts";
import { aggregateId, eventId, userId } from "./domain-event.ts";

const schema = z.object({
  user_id: userId,
  /** Position in the user's log: a window that misses one asks for what lies between. */
  seq: z.int().min(1),
  aggregate_id: aggregateId,
  event_type: z.string().min(1).max(80),
});

export type TaskUpdate = z.output<typeof schema>;

/** The short word to a person's open windows that something changed. */
export const taskUpdates: Topic<"task-updates", TaskUpdate> = {
  name: "task-updates",
  stream: "task-updates",
  summary: "Something of a person's changed: their open windows fetch it.",
  schemaVersion: "1.0",
  retention: "7d",
  schema: z.toJSONSchema(schema) as JsonSchema,
  parse: (json) => schema.parse(json),
  attributes: (update) => ({
    id: eventId(update.user_id, update.seq),
    subject: update.aggregate_id,
    key: update.user_id,
    sequence: update.seq,
  }),
};
