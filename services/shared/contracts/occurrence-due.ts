import { z } from "zod";
import type { JsonSchema, Topic } from "../../../components/model/topic.ts";
import { type OccurrenceProposal, occurrenceProposal } from "./entities/proposal.ts";

/** A template's next date, proposed to the owner of the log. */
export const occurrenceDue: Topic<"occurrence.due", OccurrenceProposal> = {
  name: "occurrence.due",
  stream: "reminders",
  summary: "The scheduler proposes the next date of a template to the owner of the log.",
  schemaVersion: "1.0",
  retention: "7d",
  schema: z.toJSONSchema(occurrenceProposal) as JsonSchema,
  parse: (json) => occurrenceProposal.parse(json),
  attributes: ({ user_id, recurring_task_id, local }) => ({
    id: `${recurring_task_id}:${local}`,
    subject: recurring_task_id,
    key: user_id,
    sequence: 0,
  }),
};
