import { z } from "zod";
import { nagMinutes } from "../entities/reminder.ts";
import { timezone } from "./due.ts";

/** Reminders that one task may have (FR-019). */
export const remindersMax = 3;

/** So long before at most: a yearly date can still be told of at the one before it. */
export const offsetDaysMax = 366;

/** ISO 8601 duration of days, hours and minutes: "PT15M", "P1D", "P1DT2H". */
export const offset = z
  .string()
  .regex(
    /^P(?=.)(\d{1,3}D)?(T(?=.)(\d{1,4}H)?(\d{1,5}M)?)?$/,
    'must be an ISO 8601 duration such as "PT15M" or "P1D"',
  )
  .refine(
    (text) => offsetMs(text) <= offsetDaysMax * 86_400_000,
    `must be at most ${offsetDaysMax} days, as in "P${offsetDaysMax}D"; use a shorter one`,
  );

const nag = nagMinutes
  .describe("Come again after so many minutes, at most 20 times, until somebody reacts.")
  .optional();

/** A reminder as it is asked for: so long before the due date, or at a moment. */
export const reminderInput = z.union(
  [
    z.strictObject({ offset, nag_minutes: nag }),
    z.strictObject({ at: z.iso.datetime({ offset: true }), nag_minutes: nag }),
  ],
  { error: 'must be {"offset": "PT15M"} or {"at": "2026-01-05T08:45:00Z"}' },
);

export const reminderInputs = z
  .array(reminderInput)
  .max(remindersMax, `at most ${remindersMax} reminders a task`);

/** Moments that have a name: 19:00 today, 9:00 tomorrow, 9:00 on the coming Monday. */
export const snoozePreset = z.enum(["tonight", "tomorrow", "next-week"]);

/** `POST /api/reminders/{id}/snooze`: for some minutes, until a moment, or until a named one. */
export const snooze = z
  .strictObject({
    minutes: z
      .int()
      .min(1)
      .max(60 * 24 * 31)
      .optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    preset: snoozePreset
      .describe("19:00 today, 9:00 tomorrow, or 9:00 on the coming Monday.")
      .optional(),
    timezone: timezone
      .describe("Where `preset` is meant; left out: the zone of the task, or UTC.")
      .optional(),
  })
  .refine(
    ({ minutes, until, preset }) =>
      [minutes, until, preset].filter((form) => form !== undefined).length === 1,
    "give one of minutes, until and preset",
  )
  .refine(({ preset, timezone: zone }) => preset !== undefined || zone === undefined, {
    path: ["timezone"],
    message: "goes with preset only",
  });

export type ReminderInput = z.output<typeof reminderInput>;
export type Snooze = z.output<typeof snooze>;

/** The length of an offset in milliseconds. */
export function offsetMs(iso: string): number {
  const [, days = "0D", , hours = "0H", minutes = "0M"] =
    /^P(\d+D)?(T(\d+H)?(\d+M)?)?$/.exec(iso) ?? [];
  const of = (text: string) => Number(text.slice(0, -1));
  return ((of(days) * 24 + of(hours)) * 60 + of(minutes)) * 60_000;
}
