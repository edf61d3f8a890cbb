import { Temporal } from "temporal-polyfill";
import { dateOf, dayOf, firstOfMonth } from "../../shared/recurrence/local-time.ts";
import { localOf } from "../../shared/recurrence/zone.ts";
import { dateNumber, readCalendarDate } from "./calendar-date.ts";
import { type Duration, minutesOf, readDuration } from "./duration.ts";
import { addMonths, endOfMonth, mondayOf, type Now, nthWeekday, weekdayFrom } from "./moment.ts";
import type { Read, Sentence } from "./sentence.ts";
import { endsHere } from "./time-of-day.ts";
import { months, ordinalOf, type Part, partOf, weekdays } from "./vocabulary.ts";

/** A day as it was said. */
export interface Day {
  /** Undefined when the calendar does not have it. */
  readonly day: number | undefined;
  /** "tonight" and "this morning" name a part of the day as well. */
  readonly part?: Part;
  /** "in 2 hours" names a second as well. */
  readonly secondOfDay?: number;
  readonly atMs?: number;
  /** Could be a part of a name as well when a noun follows: "friday report". */
  readonly loose?: true;
  /** A weekday alone: a date may follow that says which one ("friday, january 9"). */
  readonly weekday?: number;
  readonly swapped?: readonly [string, string];
  /** "the 1st of the month", of whichever one. */
  readonly isAnyMonth?: true;
  /** The word leaves several days open: "this week". */
  readonly several?: readonly string[];
}

type Reader = (s: Sentence, i: number, now: Now) => Read<Day> | undefined;

/** Reads one day: "tomorrow", "next friday", "in 3 days", "the 27th", "jan 27", "end of month". */
export function readDay(s: Sentence, i: number, now: Now): Read<Day> | undefined {
  if (s.word(i) === "") return undefined;
  for (const read of [named, ahead, period, ofMonth, weekday, instant, calendar, monthDay]) {
    const found = read(s, i, now);
    if (found) return found;
  }
  return undefined;
}

const namedDays: readonly (readonly [pattern: string, days: number, part?: Part])[] = [
  ["the? day after tomorrow", 2],
  ["the? day before yesterday", -2],
  ["tomorrow|tomorow|tom", 1],
  ["today|tod", 0],
  ["tonight|tonite", 0, "evening"],
  ["this morning", 0, "morning"],
  ["this afternoon", 0, "afternoon"],
  ["this evening", 0, "evening"],
  ["yesterday", -1],
  ["last night", -1, "night"],
  ["eod", 0],
  ["the? end of the? day", 0],
];

const named: Reader = (s, i, { here }) => {
  for (const [pattern, days, part] of namedDays) {
    const to = s.phrase(i, pattern);
    if (to) return { value: { day: here.day + days, ...(part && { part }) }, to };
  }
  return undefined;
};

/** "in 3 days", "a week from now", "in 2 hours". */
const ahead: Reader = (s, i, now) => {
  const behindIn = s.phrase(i, "in");
  const length = readDuration(s, behindIn || i);
  if (!length) return undefined;
  const onDay = s.phrase(length.to, "on|from");
  const wanted = onDay && length.value.unit === "week" ? weekdays.get(s.word(onDay)) : undefined;
  if (wanted !== undefined && behindIn === 0) {
    const soon = weekdayFrom(now.here.day + 1, wanted);
    return { value: { day: soon + length.value.count * 7 }, to: onDay + 1 };
  }
  const to = behindIn
    ? length.to
    : s.phrase(length.to, "from now|today") || s.phrase(length.to, "ago");
  if (to === 0) return undefined;
  const sign = s.word(to - 1) === "ago" ? -1 : 1;
  return { value: shifted(length.value, sign, now), to };
};

function shifted({ count, unit }: Duration, sign: number, now: Now): Day {
  const amount = count * sign;
  const minutes =
    unit === "minute" || unit === "hour" ? minutesOf({ count: amount, unit }) : undefined;
  if (minutes !== undefined) {
    return at(now.nowMs + minutes * 60_000, now.timezone);
  }
  const { day } = now.here;
  switch (unit) {
    case "week":
      return { day: day + amount * 7 };
    case "month":
      return { day: addMonths(day, amount) };
    case "quarter":
      return { day: addMonths(day, amount * 3) };
    case "year":
      return { day: addMonths(day, amount * 12) };
    default:
      return { day: day + amount };
  }
}

const period: Reader = (s, i, { here }) => {
  const { year, month } = dateOf(here.day);
  const nextMonday = mondayOf(here.day) + 7;
  const ends: readonly (readonly [string, number])[] = [
    ["next week", nextMonday],
    ["next month", firstOfMonth(year, month + 1)],
    ["next year", firstOfMonth(year + 1, 1)],
    ["next weekend", nextMonday + 5],
    ["this? weekend", Math.max(nextMonday - 2, here.day)],
    ["the weekend", Math.max(nextMonday - 2, here.day)],
    ["eom", endOfMonth(here.day)],
    ["the? end of the|this? month", endOfMonth(here.day)],
    ["the? end of next month", endOfMonth(addMonths(here.day, 1))],
    ["the? end of the|this? year", firstOfMonth(year + 1, 1) - 1],
  ];
  const week = s.phrase(i, "next week on?");
  const inWeek = week ? weekdays.get(s.word(week)) : undefined;
  if (inWeek !== undefined) return { value: { day: nextMonday + inWeek }, to: week + 1 };
  for (const [pattern, found] of ends) {
    const to = s.phrase(i, pattern);
    if (to) return { value: { day: found }, to };
  }
  const open = s.phrase(i, "the? end of the|this? week") || s.phrase(i, "this week|month");
  if (!open) return undefined;
  const choices = s.word(open - 1) === "week" ? ["friday", "sunday"] : ["the end of the month"];
  return { value: { day: undefined, several: choices }, to: open };
};

/** "the first monday of december", "the last friday of the month", "the 15th of next month". */
const ofMonth: Reader = (s, i, { here }) => {
  const at = s.phrase(i, "the") || i;
  const nth = ordinalOf(s.word(at));
  if (nth === undefined) return undefined;
  const dayWord = s.word(at + 1);
  const which = weekdays.get(dayWord);
  const isDay = which === undefined && dayWord === "day";
  const of = s.phrase(which === undefined && !isDay ? at + 1 : at + 2, "of|in the|this|next?");
  if (!of) return undefined;
  const month = months.get(s.word(of));
  const today = dateOf(here.day);
  const nextMonth = s.word(of - 1) === "next" && s.word(of) === "month";
  if (month === undefined && s.word(of) !== "month") return undefined;
  const find = (first: number) => {
    const on = dateOf(first);
    if (which !== undefined) return nthWeekday(on, which, nth);
    return nth < 0 ? endOfMonth(first) : dayOf(on.year, on.month, nth);
  };
  const first = firstOfMonth(today.year, month ?? today.month + (nextMonth ? 1 : 0));
  const day = find(first);
  const later = addMonths(first, month === undefined ? 1 : 12);
  const rolls = day !== undefined && day < here.day;
  const isAnyMonth = month === undefined && s.phrase(of - 2, "of the month") > 0;
  const value: Day = { day: rolls ? find(later) : day, ...(isAnyMonth && { isAnyMonth }) };
  return { value, to: of + 1 };
};

/** "friday", "next friday" (of next week), "this friday", "friday next week", "last friday". */
const weekday: Reader = (s, i, { here }) => {
  const coming = s.phrase(i, "this|the? coming|upcoming");
  const at = coming || s.phrase(i, "next|this|last") || i;
  const wanted = weekdays.get(s.word(at));
  if (wanted === undefined) return undefined;
  const monday = mondayOf(here.day);
  const nextWeek = s.phrase(at + 1, "next week");
  if (nextWeek) return { value: { day: monday + 7 + wanted }, to: nextWeek };
  const to = at + 1;
  const soon = weekdayFrom(here.day + 1, wanted);
  if (at === i) {
    const part = partOf(s.word(to));
    return { value: { day: soon, weekday: wanted, ...(part ? {} : { loose: true }) }, to };
  }
  switch (coming ? "coming" : s.word(i)) {
    case "next":
      return { value: { day: monday + 7 + wanted }, to };
    case "this":
      // Said on a Saturday, "this friday" is the coming one.
      return { value: { day: weekdayFrom(here.day, wanted) }, to };
    case "last":
      return { value: { day: weekdayFrom(here.day - 7, wanted) }, to };
    default:
      return { value: { day: soon }, to };
  }
};

const calendar: Reader = (s, i, now) => {
  const found = readCalendarDate(s, i, now);
  if (!found) return undefined;
  const { day, swapped } = found.value;
  return { value: { day, loose: true, ...(swapped && { swapped }) }, to: found.to };
};

/** "2026-11-27T17:00Z": shown here as the clock on this wall shows it. */
const instant: Reader = (s, i, { timezone }) => {
  const word = s.word(i);
  if (!/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(word)) return undefined;
  const atMs = instantMs(word);
  return { value: atMs === undefined ? { day: undefined } : at(atMs, timezone), to: i + 1 };
};

/** Undefined when the calendar or the clock does not have it. */
function instantMs(text: string): number | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

const at = (atMs: number, timezone: string): Day => ({ ...localOf(atMs, timezone), atMs });

/** The date that says which of the weekdays is meant: "january 9", "the 9th". */
export function readExactDay(s: Sentence, i: number, now: Now): Read<Day> | undefined {
  return calendar(s, i, now) ?? monthDay(s, i, now);
}

/** "the 27th", "on the 5th", "27th": the next such day. */
const monthDay: Reader = (s, i, { here }) => {
  const at = s.phrase(i, "the") || i;
  const word = s.word(at);
  const date = /^\d+(?:st|nd|rd|th)$/.test(word) ? dateNumber(word) : undefined;
  if (date === undefined || !endsHere(s, at + 1) || s.word(at + 1) === "of") return undefined;
  const { year, month } = dateOf(here.day);
  // Within any four months there is one of 31 days.
  const found = [0, 1, 2, 3]
    .map((later) => firstOfMonth(year, month + later))
    .map((first) => dayOf(dateOf(first).year, dateOf(first).month, date))
    .find((day) => day !== undefined && day >= here.day);
  return { value: { day: found }, to: at + 1 };
};
