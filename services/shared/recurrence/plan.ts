import {
  compareLocal,
  dateOf,
  type LocalTime,
  modulo,
  parseLocal,
  weekdayOf,
} from "./local-time.ts";
import { parseRule } from "./parse-rule.ts";
import { quoted, RecurrenceError } from "./recurrence-error.ts";
import type { Rule } from "./rule.ts";
import type { Recurrence } from "./shape.ts";
import { parseZone } from "./zone.ts";

const secondsPerHour = 3_600;
const hoursPerDay = 24;

/** A recurrence made ready for walking: what the rule left to its start is spelled out. */
export interface Plan {
  /** Its by-day lists are never empty where the frequency needs them. */
  readonly rule: Rule;
  /** The written rule names no weekday, month day or month. */
  readonly daysFromStart: boolean;
  readonly start: LocalTime;
  readonly allDay: boolean;
  readonly timezone: string;
  /** Seconds of the day, sorted; hourly rules have their own (see timesOn). */
  readonly times: readonly number[];
}

/** Parses a recurrence, also a stored one: nothing unparsed goes on. Throws a RecurrenceError. */
export function planOf(recurrence: Recurrence): Plan {
  const timezone = parseZone(recurrence.timezone);
  const start = parseLocal(recurrence.dtstart);
  if (start === undefined) throw notLocal(recurrence.dtstart);
  const second = start.kind === "date" ? undefined : start.secondOfDay;
  return plan(parseRule(recurrence.rrule, timezone), start.day, second, timezone);
}

/** The error for a start that is not a local date or date-time. */
export function notLocal(text: string): RecurrenceError {
  return new RecurrenceError(
    "dtstart",
    `${quoted(text)} is not a local date; write "2026-01-05" or "2026-01-05T09:00:00", without zone`,
  );
}

/** Makes a plan; without a second of the day it is about whole days. */
export function plan(
  rule: Rule,
  day: number,
  secondOfDay: number | undefined,
  timezone: string,
): Plan {
  const timed = rule.frequency === "HOURLY" || rule.byHour.length > 0 || rule.byMinute.length > 0;
  if (secondOfDay === undefined && timed) {
    throw new RecurrenceError(
      "dtstart",
      "a rule with times needs a start with a time of day, such as 2026-01-05T09:00:00",
    );
  }
  return {
    rule: spelledOut(rule, day),
    daysFromStart: rule.byDay.length + rule.byMonthDay.length + rule.byMonth.length === 0,
    start: { day, secondOfDay: secondOfDay ?? 0 },
    allDay: secondOfDay === undefined,
    timezone,
    times: timesOfDay(rule, secondOfDay ?? 0),
  };
}

function spelledOut(rule: Rule, startDay: number): Rule {
  if (rule.byDay.length > 0 || rule.byMonthDay.length > 0) return rule;
  const { month, date } = dateOf(startDay);
  switch (rule.frequency) {
    case "HOURLY":
    case "DAILY":
      return rule;
    case "WEEKLY":
      return { ...rule, byDay: [{ weekday: weekdayOf(startDay), nth: 0 }] };
    case "MONTHLY":
      return { ...rule, byMonthDay: [date] };
    case "YEARLY":
      return {
        ...rule,
        byMonthDay: [date],
        byMonth: rule.byMonth.length > 0 ? rule.byMonth : [month],
      };
    default:
      return rule.frequency satisfies never;
  }
}

function timesOfDay({ byHour, byMinute }: Rule, startSecond: number): number[] {
  const hours = byHour.length > 0 ? byHour : [Math.floor(startSecond / secondsPerHour)];
  const minutes =
    byMinute.length > 0 ? byMinute : [Math.floor((startSecond % secondsPerHour) / 60)];
  return hours.flatMap((hour) =>
    minutes.map((minute) => hour * secondsPerHour + minute * 60 + (startSecond % 60)),
  );
}

/** The seconds of this day at which the plan has dates, sorted. */
export function timesOn(plan: Plan, day: number): readonly number[] {
  if (plan.rule.frequency !== "HOURLY") return plan.times;
  const { start, rule } = plan;
  const startHour = Math.floor(start.secondOfDay / secondsPerHour);
  const hoursBefore = (day - start.day) * hoursPerDay - startHour;
  const first = modulo(-hoursBefore, rule.interval);
  const seconds: number[] = [];
  for (let hour = first; hour < hoursPerDay; hour += rule.interval) {
    seconds.push(hour * secondsPerHour + (start.secondOfDay % secondsPerHour));
  }
  return seconds;
}

/** Whether this time lies behind an UNTIL. */
export function isAfterUntil({ end }: Rule, local: LocalTime): boolean {
  if (end.kind !== "until") return false;
  if (end.secondOfDay === undefined) return local.day > end.day;
  return compareLocal(local, { day: end.day, secondOfDay: end.secondOfDay }) > 0;
}
