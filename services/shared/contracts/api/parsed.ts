import { z } from "zod";
import { instant } from "../domain-event.ts";
import { localDate } from "../entities/proposal.ts";
import { priority, taskStatus } from "../entities/task.ts";

const intent = z
  .enum([
    "create",
    "list",
    "search",
    "complete",
    "reopen",
    "edit",
    "reschedule",
    "delete",
    "remind",
    "snooze",
    "dismiss",
    "pause",
    "resume",
    "stop",
    "skip",
    "undo",
    "help",
    "greet",
    "choose",
    "confirm",
    "refuse",
    "unknown",
  ])
  .describe('What is wanted; "choose", "confirm" and "refuse" answer a question of ours.');

const due = z.object({
  local: localDate.describe("What the clock on the wall shows."),
  at: instant.describe("That local time; of a whole day its beginning."),
  all_day: z.boolean(),
});

const recurrence = z.object({
  rrule: z.string().describe("RFC 5545 RRULE value in floating local time."),
  dtstart: localDate,
  timezone: z.string(),
  from_completion: z.boolean(),
  in_words: z.string(),
  next: z.array(localDate).describe("The next three dates."),
});

const nag_minutes = z
  .int()
  .describe("Comes again after so many minutes until somebody reacts.")
  .exactOptional();

const reminder = z.union([
  z.object({ minutes_before: z.int().min(0), nag_minutes }),
  z.object({ at: instant, nag_minutes }),
]);

const span = z.object({
  kind: z.enum(["title", "due", "recurrence", "reminder", "priority", "tag", "command"]),
  from: z.int().min(0).describe("In UTF-16 code units of the text."),
  to: z.int().min(0).describe("The first one after it."),
});

const filter = z.object({
  when: z
    .enum(["today", "tomorrow", "this-week", "next-week", "overdue", "no-date"])
    .describe("When it is due; of what is completed, when it was done. So are `from` and `to`.")
    .exactOptional(),
  from: localDate.exactOptional(),
  to: localDate.describe("Included.").exactOptional(),
  status: taskStatus.exactOptional(),
  priority: priority.exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  text: z.string().exactOptional(),
  repeating: z.literal(true).describe("What repeats instead of tasks.").exactOptional(),
  show: z
    .enum(["next", "count"])
    .describe("Not the list: only the task to do next, or how many there are.")
    .exactOptional(),
});

const target = z
  .union([
    z.object({ kind: z.literal("position"), positions: z.array(z.int()) }),
    z.object({ kind: z.literal("it") }),
    z.object({ kind: z.literal("words"), text: z.string() }),
    z.object({ kind: z.literal("all"), filter }),
  ])
  .describe(
    "Which task: by its place in what was shown last (-1: the last), what the talk is about, by \
words of its title, or all of some kind.",
  );

const shift = z
  .object({
    months: z.int().exactOptional(),
    days: z.int().exactOptional(),
    minutes: z.int().exactOptional(),
  })
  .describe("How far the due date moves from where it is; below 0 is earlier.");

const change = z.object({
  title: z.string().exactOptional(),
  status: taskStatus.exactOptional(),
  shift: shift.exactOptional(),
  time: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .describe('Another time of the same day: "10:00".')
    .exactOptional(),
  description: z.string().exactOptional(),
  clear_due: z.literal(true).exactOptional(),
  clear_reminders: z.literal(true).exactOptional(),
  add_tags: z.array(z.string()).exactOptional(),
  remove_tags: z.array(z.string()).exactOptional(),
  snooze: z.union([z.object({ minutes: z.int() }), z.object({ until: instant })]).exactOptional(),
});

const question = z.object({
  text: z.string(),
  choices: z.array(z.string()).describe("Ways to say it that leave no question."),
});

/** `POST /api/parse` answers this: what a sentence says, as far as it says it. */
export const parsed = z.object({
  intent,
  title: z.string().nullable().describe(
    'What is to be done, without the words that were understood as something else. Beside \
another intent than "create": the new task that may be meant as well, to be made only when no \
task fits the target and the person agrees.',
  ),
  description: z.string().nullable(),
  due: due.nullable(),
  recurrence: recurrence.nullable(),
  reminders: z.array(reminder),
  priority: priority.nullable(),
  tags: z.array(z.string()),
  spans: z.array(span).describe("Which words were understood as what."),
  target: target.nullable(),
  change: change
    .nullable()
    .describe(
      'What "edit" and "reschedule" change beside due date, recurrence, reminders, priority and tags.',
    ),
  filter: filter.nullable().describe('What "list" and "search" are about.'),
  scope: z
    .enum(["this", "following", "template"])
    .nullable()
    .describe("How much of something that repeats is meant."),
  question: question.nullable().describe("What to ask back; then nothing may be done."),
});

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Field in keyof T]: DeepReadonly<T[Field]> }
    : T;

export type Parsed = DeepReadonly<z.output<typeof parsed>>;
export type Due = DeepReadonly<z.output<typeof due>>;
export type ParsedReminder = DeepReadonly<z.output<typeof reminder>>;
export type ParsedRecurrence = DeepReadonly<z.output<typeof recurrence>>;
export type Span = DeepReadonly<z.output<typeof span>>;
export type Target = DeepReadonly<z.output<typeof target>>;
export type Change = DeepReadonly<z.output<typeof change>>;
export type Filter = DeepReadonly<z.output<typeof filter>>;
export type Question = DeepReadonly<z.output<typeof question>>;
export type Intent = z.output<typeof intent>;
