import type { Parsed, ParsedReminder } from "../../shared/contracts/api/parsed.ts";
import type { ReminderInput } from "../../shared/contracts/api/reminders.ts";
import { type Around, type Plan, perform, say, step } from "./plan.ts";
import { texts } from "./texts.ts";

/** One task, or one that repeats. */
export function createPlan(parsed: Parsed, around: Around): Plan {
  const { title, description, priority, tags, due, recurrence, reminders } = parsed;
  if (title === null) return say(texts.unknown);
  const words = {
    title,
    ...(description === null ? {} : { description }),
    ...(priority === null ? {} : { priority }),
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
  };
  if (recurrence) {
    if (reminders.some((one) => "at" in one)) return say(momentsDoNotRepeat);
    const reminder_offsets = reminders.flatMap((one) => offsetOf(one) ?? []);
    const nag_minutes = nagOf(reminders);
    return perform(
      step("create_recurring", title, {
        ...words,
        recurrence: ruleOf(recurrence),
        ...(reminder_offsets.length === 0 ? {} : { reminder_offsets }),
        ...(nag_minutes === undefined ? {} : { nag_minutes }),
      }),
    );
  }
  return perform(
    step("create_task", title, {
      ...words,
      ...(due === null ? {} : { due_date: due.all_day ? due.local : due.at }),
      timezone: around.timezone,
      ...(reminders.length === 0 ? {} : { reminders: reminders.map(reminderInput) }),
    }),
  );
}

const momentsDoNotRepeat =
  "A reminder at one fixed moment does not go with something that repeats, so nothing was made. " +
  'Say for example "remind me 15 minutes before".';

/** The fields of a rule that a template takes. */
export const ruleOf = ({
  rrule,
  dtstart,
  timezone,
  from_completion,
}: NonNullable<Parsed["recurrence"]>) => ({ rrule, dtstart, timezone, from_completion });

/** A reminder as the tools take it. */
export function reminderInput(reminder: ParsedReminder): ReminderInput {
  const { nag_minutes } = reminder;
  const nag = nag_minutes === undefined ? {} : { nag_minutes };
  return "at" in reminder
    ? { at: new Date(reminder.at).toISOString(), ...nag }
    : { offset: durationOf(reminder.minutes_before), ...nag };
}

/** How often the reminders of a template come again; it has one number for all of them. */
export const nagOf = (reminders: readonly ParsedReminder[]): number | undefined =>
  reminders.find(({ nag_minutes }) => nag_minutes !== undefined)?.nag_minutes;

/** The offset of a reminder; undefined when it is at a moment. */
export const offsetOf = (reminder: ParsedReminder): string | undefined =>
  "at" in reminder ? undefined : durationOf(reminder.minutes_before);

const durationOf = (minutes: number): string =>
  minutes > 0 && minutes % 1_440 === 0 ? `P${minutes / 1_440}D` : `PT${minutes}M`;
