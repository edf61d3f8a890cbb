import { type DayPolicy, monthlyOn } from "./day-policy.ts";
import { parseLocal } from "./local-time.ts";
import { type Plan, planOf } from "./plan.ts";
import { quoted, RecurrenceError } from "./recurrence-error.ts";
import { ruleText, weekdayCodes } from "./rule.ts";
import type { Recurrence, RecurrenceInput } from "./shape.ts";
import { instantOf, parseInstant } from "./zone.ts";

/** The simple object form of a rule, for programs that do not speak RRULE. */
export interface S2RecurrenceObject {
  frequency: "daily" | "weekly" | "monthly";
  /** 1 to 365. @default 1 */
  interval?: number | undefined;
  /** 0 is Sunday, 6 is Saturday, as in cron. Weekly rules only. */
  days_of_week?: readonly number[] | undefined;
  /** 1 to 31. Monthly rules only. */
  day_of_month?: number | undefined;
  /** The last day (date) or moment (date-time with zone) of the rule, included. */
  end_date?: string | undefined;
}

const frequencies = { daily: "DAILY", weekly: "WEEKLY", monthly: "MONTHLY" } as const;

/**
 * The object as a rule that parseRecurrence takes. The policy says what a month without the day
 * does. Throws a RecurrenceError that names the field of the object.
 */
export function fromObject(
  object: S2RecurrenceObject,
  policy: DayPolicy = "skip",
): RecurrenceInput {
  const { frequency, interval = 1, days_of_week: days, day_of_month: date, end_date: end } = object;
  if (!Object.hasOwn(frequencies, frequency)) {
    refuse("frequency", `${quoted(String(frequency))} is unknown; use daily, weekly or monthly`);
  }
  wholeNumber("interval", interval, 1, 365);
  if (days !== undefined && frequency !== "weekly") {
    refuse("days_of_week", `does not go with ${frequency}; use frequency "weekly"`);
  }
  if (date !== undefined && frequency !== "monthly") {
    refuse("day_of_month", `does not go with ${frequency}; use frequency "monthly"`);
  }
  const parts = [
    `FREQ=${frequencies[frequency]}`,
    ...(interval === 1 ? [] : [`INTERVAL=${interval}`]),
    ...(days === undefined ? [] : [`BYDAY=${weekdays(days)}`]),
    ...(date === undefined ? [] : [monthlyOn(wholeNumber("day_of_month", date, 1, 31), policy)]),
    ...(end === undefined ? [] : [`UNTIL=${until(end)}`]),
  ];
  return { rrule: parts.join(";") };
}

/** The recurrence as the simple object; undefined when the object cannot say it exactly. */
export function toObject(recurrence: Recurrence): S2RecurrenceObject | undefined {
  const plan = planOf(recurrence);
  const { frequency, interval, byDay, byMonthDay, byMonth, bySetPos, end } = plan.rule;
  const [date, ...otherDates] = byMonthDay;
  const days = byDay.map(({ weekday }) => (weekday + 1) % 7).sort((a, b) => a - b);
  const special =
    recurrence.from_completion || byMonth.length + bySetPos.length > 0 || end.kind === "count";
  const severalTimes = plan.times.length > 1;
  if (special || severalTimes || byDay.some(({ nth }) => nth !== 0)) return undefined;
  const rest = { interval, ...endDate(plan) };
  if (frequency === "DAILY" && days.length + byMonthDay.length === 0) {
    return { frequency: "daily", ...rest };
  }
  if (frequency === "WEEKLY" && !ruleText(plan.rule).includes("WKST")) {
    return { frequency: "weekly", ...rest, days_of_week: days };
  }
  const oneDate = date !== undefined && date > 0 && otherDates.length === 0 && days.length === 0;
  if (frequency === "MONTHLY" && oneDate) {
    return { frequency: "monthly", ...rest, day_of_month: date };
  }
  return undefined;
}

function refuse(field: string, message: string): never {
  throw new RecurrenceError(`recurrence_rule.${field}`, message);
}

function wholeNumber(field: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  return refuse(field, `must be a whole number from ${min} to ${max}`);
}

function weekdays(days: readonly number[]): string {
  if (days.length === 0) refuse("days_of_week", "is empty; name a day or leave it out");
  const codes = days.map((day) => weekdayCodes[(wholeNumber("days_of_week", day, 0, 6) + 6) % 7]);
  return [...new Set(codes)].join(",");
}

function until(text: string): string {
  const local = parseLocal(text);
  if (local?.kind === "date") return text.replaceAll("-", "");
  const ms = parseInstant("recurrence_rule.end_date", text);
  return new Date(ms).toISOString().replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
}

function endDate({ rule: { end }, timezone }: Plan): { end_date?: string } {
  if (end.kind !== "until") return {};
  const { day, secondOfDay = 86_399 } = end;
  return { end_date: new Date(instantOf({ day, secondOfDay }, timezone)).toISOString() };
}
