import { z } from "zod";
import { offset, type ReminderInput } from "./reminders.ts";

/** The one reminder of a task, for programs that know no list of them. */
export const reminderOffset = offset.describe("Short for `reminders` with this one offset.");

/** A rule as an object, for programs that do not speak RRULE. */
export const recurrenceRule = z
  .strictObject({
    frequency: z.enum(["daily", "weekly", "monthly"]),
    interval: z.int().min(1).max(365).optional(),
    days_of_week: z
      .array(z.int().min(0).max(6))
      .min(1)
      .max(7)
      .describe("0 is Sunday. Weekly rules only.")
      .optional(),
    day_of_month: z.int().min(1).max(31).describe("Monthly rules only.").optional(),
    end_date: z.string().max(40).describe("The last day or moment, included.").optional(),
  })
  .describe("Short for `recurrence`.");

interface Forms {
  readonly reminders?: readonly ReminderInput[] | undefined;
  readonly reminder_offset?: string | undefined;
  readonly recurrence?: object | undefined;
  readonly recurrence_rule?: object | undefined;
}

/** Puts a plain reminder among the others. Both forms of one thing are refused, each by name. */
export function unified<T extends Forms>(
  input: T,
  context: z.RefinementCtx,
): Omit<T, "reminder_offset"> {
  const { reminder_offset, ...full } = input;
  const refused = [
    ...both(input, "reminders", "reminder_offset"),
    ...both(input, "recurrence", "recurrence_rule"),
  ];
  for (const [field, message] of refused) {
    context.addIssue({ code: "custom", path: [field], message });
  }
  return reminder_offset === undefined
    ? full
    : { ...full, reminders: [{ offset: reminder_offset }] };
}

function both(input: Forms, full: keyof Forms, plain: keyof Forms): [string, string][] {
  if (input[full] === undefined || input[plain] === undefined) return [];
  return [
    [full, `says the same as ${plain}; give one of them`],
    [plain, `says the same as ${full}; give one of them`],
  ];
}
