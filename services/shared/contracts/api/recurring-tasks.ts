import { z } from "zod";
import { localDate } from "../entities/proposal.ts";
import { recurringTask } from "../entities/recurring-task.ts";
import { nagMinutes } from "../entities/reminder.ts";
import { descriptionMax, priority, tagLengthMax, tagsMax, titleMax } from "../entities/task.ts";
import { timezone } from "./due.ts";
import { offset, remindersMax } from "./reminders.ts";
import { line, paragraph } from "./text.ts";

/** When something repeats, as people and programs write it. */
export const recurrenceInput = z.strictObject({
  /** RFC 5545 RRULE value, daily to yearly. */
  rrule: z.string().min(1).max(500),
  /** Local date or date-time of the first date; the next date of the rule when left out. */
  dtstart: z.string().max(25).optional(),
  timezone: timezone.optional(),
  from_completion: z.boolean().optional(),
});

const fields = {
  title: line(titleMax),
  description: paragraph(descriptionMax),
  priority,
  tags: z.array(line(tagLengthMax)).max(tagsMax, `at most ${tagsMax} tags`),
  recurrence: recurrenceInput,
  reminder_offsets: z.array(offset).max(remindersMax, `at most ${remindersMax} reminders a task`),
  nag_minutes: nagMinutes.nullable(),
  missed: z.enum(["latest", "all", "skip"]),
};

/** `POST /api/recurring-tasks`. */
export const newRecurringTask = z.strictObject({
  title: fields.title,
  description: fields.description.default(""),
  priority: fields.priority.default("medium"),
  tags: fields.tags.default([]),
  recurrence: fields.recurrence,
  reminder_offsets: fields.reminder_offsets.default([]),
  nag_minutes: fields.nag_minutes.optional(),
  missed: fields.missed.default("latest"),
});

/** `PATCH /api/recurring-tasks/{id}`: changes the template and the open tasks still to come. */
export const recurringTaskPatch = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, "name at least one field to change");

/** `DELETE /api/recurring-tasks/{id}?scope=`: the template alone, or its open future tasks too. */
export const deleteScope = z.enum(["template", "following"]).default("template");

const scope = {
  scope: deleteScope,
  from: localDate
    .describe("With `following`: this date of the rule and all after it, not those before.")
    .optional(),
};
/** `PATCH` and `DELETE /api/recurring-tasks/{id}?scope=&from=`: how much of it is meant. */
export const templateScope = z
  .strictObject(scope)
  .refine(({ scope: meant, from }) => meant === "following" || from === undefined, {
    path: ["from"],
    message: "goes with scope=following only",
  });

/** A template as it is answered: with its rule in words and the dates to come. */
export const recurringTaskAnswer = recurringTask.extend({
  in_words: z.string(),
  /** The next three local dates; none of a template that is paused or stopped. */
  next: z.array(z.string()),
});

export const recurringTaskList = z.object({ items: z.array(recurringTaskAnswer) });

export type NewRecurringTask = z.output<typeof newRecurringTask>;
export type RecurringTaskPatch = z.output<typeof recurringTaskPatch>;
export type TemplateScope = z.output<typeof templateScope>;
export type RecurringTaskAnswer = z.output<typeof recurringTaskAnswer>;
