import type { Due } from "../../shared/contracts/api/parsed.ts";
import {
  type CalendarDate,
  dateOf,
  dateText,
  daysInMonth,
  firstOfMonth,
  type LocalTime,
  localText,
  weekdayOf,
} from "../../shared/recurrence/local-time.ts";
import { instantOf, startOfDay } from "../../shared/recurrence/zone.ts";

/** When and where a sentence is said. */
export interface Now {
  readonly nowMs: number;
  readonly timezone: string;
  /** What the clock on the wall shows. */
  readonly here: LocalTime;
  /** The sentence asks for a reminder, which cannot come too late. */
  readonly isReminder?: true;
}

/** A whole day, or a time of it, as it is answered. */
export function dueOf(day: number, secondOfDay: number | undefined, timezone: string): Due {
  if (secondOfDay === undefined) {
    const at = new Date(startOfDay(day, timezone)).toISOString();
    return { local: dateText(day), at, all_day: true };
  }
  const local = { day, secondOfDay };
  const at = new Date(instantOf(local, timezone)).toISOString();
  return { local: localText(local), at, all_day: false };
}

/** Monday of the week of this day. */
export function mondayOf(day: number): number {
  return day - weekdayOf(day);
}

/** The first day from this one on (included) that is such a weekday. */
export function weekdayFrom(day: number, weekday: number): number {
  return day + ((weekday - weekdayOf(day) + 7) % 7);
}

/** The same date some months later; the last day of a month that is too short for it. */
export function addMonths(day: number, months: number): number {
  const { year, month, date } = dateOf(day);
  const first = firstOfMonth(year, month + months);
  return first + Math.min(date, daysInMonth(dateOf(first))) - 1;
}

/** The last day of the month of this day. */
export function endOfMonth(day: number): number {
  const { year, month } = dateOf(day);
  return firstOfMonth(year, month + 1) - 1;
}

/** The n-th such weekday of a month, -1 is the last; undefined when there is no fifth one. */
export function nthWeekday(
  { year, month }: Pick<CalendarDate, "year" | "month">,
  weekday: number,
  nth: number,
): number | undefined {
  const first = firstOfMonth(year, month);
  const last = endOfMonth(first);
  const day =
    nth > 0
      ? weekdayFrom(first, weekday) + (nth - 1) * 7
      : last - ((weekdayOf(last) - weekday + 7) % 7);
  return day <= last ? day : undefined;
}
