import { z } from "zod";
import { priority } from "../entities/task.ts";
import { timezone } from "./due.ts";

/** `POST /api/parse`: a sentence, and when and where it was said. */
export const parseRequest = z.strictObject({
  text: z.string().min(1, "write what is to be done").max(500, "must have at most 500 characters"),
  /** The moment from which "tomorrow" counts; the present when left out. */
  now: z.iso.datetime({ offset: true }).optional(),
  timezone: timezone.default("UTC"),
});

const intent = z.enum([
  "create_task",
  "create_recurring",
  "list",
  "search",
  "complete",
  "reopen",
  "edit",
  "delete",
  "reschedule",
  "pause",
  "resume",
  "stop",
  "skip",
  "snooze",
  "dismiss",
  "remind",
  "undo",
  "help",
  "choose",
  "confirm",
  "refuse",
  "unknown",
]);

const spanKind = z.enum([
  "date",
  "time",
  "recurrence",
  "reminder",
  "priority",
  "tag",
  "command",
  "target",
  "unclear",
]);

/** What a sentence means. With a `question` nothing was guessed and nothing should be done. */
export const parsedSentence = z.object({
  intent,
  title: z.string(),
  due: z.object({ local: z.string(), at: z.string(), all_day: z.boolean() }).nullable(),
  recurrence: z
    .object({
      rrule: z.string(),
      dtstart: z.string(),
      timezone: z.string(),
      from_completion: z.boolean(),
      in_words: z.string(),
      next: z.array(z.string()),
    })
    .nullable(),
  reminders: z.array(
    z.union([z.object({ minutes_before: z.int() }), z.object({ at: z.string() })]),
  ),
  priority: priority.nullable(),
  tags: z.array(z.string()),
  /** Which characters carry a meaning: UTF-16 offsets, `to` excluded. */
  spans: z.array(z.object({ kind: spanKind, from: z.int(), to: z.int() })),
  question: z.string().nullable(),
});

export type ParsedSentence = z.output<typeof parsedSentence>;
