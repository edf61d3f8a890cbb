import { z } from "zod";
import { aggregateId, instant, userId } from "../domain-event.ts";

/** Local date or date-time in a template's zone: with its id it names an occurrence for ever. */
export const localDate = z.string().regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?$/);

/** The scheduler proposes a date of a template; the owner of the log decides. */
export const occurrenceProposal = z.object({
  user_id: userId,
  recurring_task_id: aggregateId,
  local: localDate,
});

/** The scheduler proposes that a reminder's moment has come; the owner of the log decides. */
export const reminderProposal = z.object({
  user_id: userId,
  task_id: aggregateId,
  reminder_id: aggregateId,
  at: instant,
});

export type OccurrenceProposal = z.output<typeof occurrenceProposal>;
export type ReminderProposal = z.output<typeof reminderProposal>;
