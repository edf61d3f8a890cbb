import { Temporal } from "temporal-polyfill";
import type { Around } from "./plan.ts";

const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});

/** A due date in words: "today", "tomorrow at 17:00", "on Friday 9 January at 9:00". */
export function dueWords(due: string, around: Around): string {
  if (!due.includes("T")) return dayIn(due, around, "on ");
  const at = Temporal.Instant.from(due).toZonedDateTimeISO(around.timezone);
  return `${dayIn(String(at.toPlainDate()), around, "on ")} at ${timeWords(at)}`;
}

/** The day of a due date in words: "today", "Friday 9 January". */
export const dayWords = (due: string, around: Around): string =>
  dayIn(dayOfDue(due, around.timezone), around, "");

/** A local date or date-time in words, the weekday always named: "Monday 5 January at 9:00". */
export function localWords(local: string, around: Around): string {
  const [day = local, time] = local.split("T");
  const at = time === undefined ? "" : ` at ${timeWords(Temporal.PlainTime.from(time))}`;
  return `${longDay(Temporal.PlainDate.from(day), today(around))}${at}`;
}

/** The day on which the clock on the person's wall shows this due date. */
export const dayOfDue = (due: string, timezone: string): string =>
  due.includes("T")
    ? String(Temporal.Instant.from(due).toZonedDateTimeISO(timezone).toPlainDate())
    : due;

/** Today, where the person is. */
export const today = ({ nowMs, timezone }: Around): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timezone).toPlainDate();

/** A length of time in words: "15 minutes", "1 hour", "2 days". */
export function lengthWords(minutes: number): string {
  const [size, unit] =
    minutes % 1_440 === 0 && minutes > 0
      ? [minutes / 1_440, "day"]
      : minutes % 60 === 0 && minutes > 0
        ? [minutes / 60, "hour"]
        : [minutes, "minute"];
  return `${size} ${unit}${size === 1 ? "" : "s"}`;
}

function dayIn(day: string, around: Around, before: string): string {
  const date = Temporal.PlainDate.from(day);
  const now = today(around);
  const away = now.until(date).days;
  if (away === 0) return "today";
  if (away === 1) return "tomorrow";
  if (away === -1) return "yesterday";
  return `${before}${longDay(date, now)}`;
}

/** The year is named when it is another one. */
function longDay(date: Temporal.PlainDate, now: Temporal.PlainDate): string {
  const utc = new Date(`${date}T00:00:00Z`);
  const year = date.year === now.year ? "" : ` ${date.year}`;
  return `${weekday.format(utc)} ${dayAndMonth.format(utc)}${year}`;
}

const timeWords = ({ hour, minute }: { hour: number; minute: number }): string =>
  `${hour}:${String(minute).padStart(2, "0")}`;
