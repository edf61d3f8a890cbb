const secondsPerDay = 86_400;
const msPerDay = 86_400_000;
const daysPerWeek = 7;
/** 1970-01-01 was a Thursday; Monday is 0. */
const weekdayOfDayZero = 3;

/**
 * A date and time on the wall, without a zone. `day` counts from 1970-01-01, so that steps are
 * sums and no process time zone can touch them.
 */
export interface LocalTime {
  readonly day: number;
  readonly secondOfDay: number;
}

/** A calendar date; months and dates start at 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

/** The day of a date, or undefined when the calendar does not have it (30 February). */
export function dayOf(year: number, month: number, date: number): number | undefined {
  const day = Date.UTC(year, month - 1, date) / msPerDay;
  const back = dateOf(day);
  return back.year === year && back.month === month && back.date === date ? day : undefined;
}

/** The calendar date of a day. */
export function dateOf(day: number): CalendarDate {
  const at = new Date(day * msPerDay);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** The first day of a month; the month may be outside 1 to 12 and then counts on into other years. */
export function firstOfMonth(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / msPerDay;
}

/** How many days the month of this date has. */
export function daysInMonth({ year, month }: Pick<CalendarDate, "year" | "month">): number {
  return firstOfMonth(year, month + 1) - firstOfMonth(year, month);
}

/** The weekday of a day: 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: number): number {
  return modulo(day + weekdayOfDayZero, daysPerWeek);
}

/** The remainder that is never negative. */
export function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** "2026-01-05". */
export function dateText(day: number): string {
  const { year, month, date } = dateOf(day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`;
}

/** "2026-01-05T09:00:00". */
export function localText({ day, secondOfDay }: LocalTime): string {
  return `${dateText(day)}T${clock(secondOfDay)
    .map((n) => pad(n, 2))
    .join(":")}`;
}

/** Hours, minutes and seconds of a second of the day. */
export function clock(secondOfDay: number): [hours: number, minutes: number, seconds: number] {
  return [
    Math.floor(secondOfDay / 3_600),
    Math.floor((secondOfDay % 3_600) / 60),
    secondOfDay % 60,
  ];
}

/** The second of the day, or undefined when no clock shows it. */
export function secondOfDay(hours: number, minutes: number, seconds: number): number | undefined {
  const inRange = hours < 24 && minutes < 60 && seconds < 60;
  return inRange ? hours * 3_600 + minutes * 60 + seconds : undefined;
}

/** A date ("2026-01-05") or date-time ("2026-01-05T09:00", seconds optional) as it was written. */
export type ParsedLocal =
  | { readonly kind: "date"; readonly day: number }
  | ({ readonly kind: "date-time" } & LocalTime);

const localForm = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** Reads a local date or date-time; undefined when it is neither or the calendar lacks it. */
export function parseLocal(text: string): ParsedLocal | undefined {
  const found = localForm.exec(text);
  if (!found) return undefined;
  const [, year, month, date, hours, minutes, seconds] = found;
  const day = dayOf(Number(year), Number(month), Number(date));
  if (day === undefined) return undefined;
  if (hours === undefined) return { kind: "date", day };
  const second = secondOfDay(Number(hours), Number(minutes), Number(seconds ?? 0));
  return second === undefined ? undefined : { kind: "date-time", day, secondOfDay: second };
}

/** Adds seconds, carrying over into other days. */
export function addSeconds({ day, secondOfDay: second }: LocalTime, seconds: number): LocalTime {
  const sum = second + seconds;
  return {
    day: day + Math.floor(sum / secondsPerDay),
    secondOfDay: modulo(sum, secondsPerDay),
  };
}

/** Negative when a is earlier than b, 0 when they are the same. */
export function compareLocal(a: LocalTime, b: LocalTime): number {
  return a.day - b.day || a.secondOfDay - b.secondOfDay;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
