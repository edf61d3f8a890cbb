import { z } from "zod";
import type { JsonSchema, Topic } from "../../../components/model/topic.ts";
import { type ReminderProposal, reminderProposal } from "./entities/proposal.ts";

/** A reminder whose moment has come, proposed to the owner of the log. */
export const reminderDue: Topic<"reminder.due", ReminderProposal> = {
  name: "reminder.due",
  stream: "reminders",
  summary: "The scheduler proposes that a reminder fires to the owner of the log.",
  schemaVersion: "1.0",
  retention: "7d",
  schema: z.toJSONSchema(reminderProposal) as JsonSchema,
  parse: (json) => reminderProposal.parse(json),
  attributes: ({ user_id, task_id, reminder_id, at }) => ({
    id: `${reminder_id}:${at}`,
    subject: task_id,
    key: user_id,
    sequence: 0,
  }),
};
