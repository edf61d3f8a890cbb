import { z } from "zod";

/** Reminders that one task may have (FR-019). */
export const remindersMax = 3;

/** ISO 8601 duration of days, hours and minutes: "PT15M", "P1D", "P1DT2H". */
export const offset = z
  .string()
  .regex(
    /^P(?=.)(\d{1,3}D)?(T(?=.)(\d{1,4}H)?(\d{1,5}M)?)?$/,
    'must be an ISO 8601 duration such as "PT15M" or "P1D"',
  );

/** A reminder as it is asked for: so long before the due date, or at a moment. */
export const reminderInput = z.union(
  [z.strictObject({ offset }), z.strictObject({ at: z.iso.datetime({ offset: true }) })],
  { error: 'must be {"offset": "PT15M"} or {"at": "2026-01-05T08:45:00Z"}' },
);

export const reminderInputs = z
  .array(reminderInput)
  .max(remindersMax, `at most ${remindersMax} reminders a task`);

/** `POST /api/reminders/{id}/snooze`: so many minutes from now, or until a moment. */
export const snooze = z
  .strictObject({
    minutes: z
      .int()
      .min(1)
      .max(60 * 24 * 31)
      .optional(),
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(
    ({ minutes, until }) => (minutes === undefined) !== (until === undefined),
    "give either minutes or until",
  );

export type ReminderInput = z.output<typeof reminderInput>;
export type Snooze = z.output<typeof snooze>;

/** The length of an offset in milliseconds. */
export function offsetMs(iso: string): number {
  const [, days = "0D", , hours = "0H", minutes = "0M"] =
    /^P(\d+D)?(T(\d+H)?(\d+M)?)?$/.exec(iso) ?? [];
  const of = (text: string) => Number(text.slice(0, -1));
  return ((of(days) * 24 + of(hours)) * 60 + of(minutes)) * 60_000;
}
