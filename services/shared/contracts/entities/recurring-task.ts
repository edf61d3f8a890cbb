import { z } from "zod";
import { aggregateId, instant, userId } from "../domain-event.ts";
import { localDate } from "./proposal.ts";
import { nagMinutes } from "./reminder.ts";
import { descriptionMax, priority, tagLengthMax, tagsMax, titleMax } from "./task.ts";

/** Dates that one template may leave out; older ones are dropped when they are long past. */
export const exceptionsMax = 400;

export const recurrence = z.object({
  /** RFC 5545 RRULE value in floating local time. */
  rrule: z.string().min(1).max(500),
  /** Local date or date-time of the first date; its time of day is that of all dates. */
  dtstart: localDate,
  timezone: z.string().max(64),
  /** The next date counts from the completion of the last one ("every!"). */
  from_completion: z.boolean(),
});

/** A template from which tasks are made, one for each date of its rule. */
export const recurringTask = z.object({
  id: aggregateId,
  user_id: userId,
  title: z.string().min(1).max(titleMax),
  description: z.string().max(descriptionMax),
  priority,
  tags: z.array(z.string().min(1).max(tagLengthMax)).max(tagsMax),
  recurrence,
  /** Local dates that are left out (EXDATE). */
  exceptions: z.array(localDate).max(exceptionsMax),
  /** ISO 8601 durations before each date at which the person is told. */
  reminder_offsets: z.array(z.string().max(20)).max(3),
  /** Minutes after which each of them comes again until the task is done; null: they come once. */
  nag_minutes: nagMinutes.nullable().optional(),
  /** What becomes of dates that passed while nothing could be made. */
  missed: z.enum(["latest", "all", "skip"]),
  /** "stopped": no new tasks, for good; those that exist remain. */
  status: z.enum(["active", "paused", "stopped"]),
  version: z.int().min(1),
  created_at: instant,
  updated_at: instant,
});

export type RecurringTask = z.output<typeof recurringTask>;
