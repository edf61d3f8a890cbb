import { dayOf, secondOfDay } from "./local-time.ts";
import { quoted, RecurrenceError } from "./recurrence-error.ts";
import {
  type Frequency,
  type Rule,
  type RuleEnd,
  type WeekdayChoice,
  weekdayCodes,
} from "./rule.ts";
import { refuseContradictions } from "./rule-checks.ts";
import { localOf } from "./zone.ts";

/** The longest rule that is read: room for every list in full use, too short to be a burden. */
const ruleLengthMax = 500;
/** A year of days; larger steps are a typing error. */
const intervalMax = 365;
/** Nearly three years of days; a counted rule is walked from its start at every question. */
const countMax = 1_000;
const yearDaysMax = 366;
const weeksInYearMax = 53;

const partNames = [
  "FREQ",
  "INTERVAL",
  "COUNT",
  "UNTIL",
  "BYMONTH",
  "BYMONTHDAY",
  "BYDAY",
  "BYHOUR",
  "BYMINUTE",
  "BYSETPOS",
  "WKST",
] as const;
type PartName = (typeof partNames)[number];
type Parts = ReadonlyMap<PartName, string>;

/**
 * Reads an RRULE value ("FREQ=WEEKLY;BYDAY=MO"; a leading "RRULE:" is allowed). The zone is that
 * of the rule and turns an UNTIL in UTC into local time. Throws a RecurrenceError that names the part.
 */
export function parseRule(text: string, timezone: string): Rule {
  const parts = split(text);
  const rule: Rule = {
    frequency: frequency(parts.get("FREQ")),
    interval: interval(parts.get("INTERVAL")),
    byMonth: integers(parts, "BYMONTH", 1, 12),
    byMonthDay: integers(parts, "BYMONTHDAY", -31, 31),
    byDay: weekdays(parts.get("BYDAY")),
    byHour: integers(parts, "BYHOUR", 0, 23),
    byMinute: integers(parts, "BYMINUTE", 0, 59),
    bySetPos: integers(parts, "BYSETPOS", -yearDaysMax, yearDaysMax),
    end: end(parts, timezone),
    weekStart: weekStart(parts.get("WKST")),
  };
  refuseContradictions(rule);
  return rule;
}

function refuse(message: string): never {
  throw new RecurrenceError("rrule", message);
}

function split(text: string): Parts {
  if (text.length > ruleLengthMax) refuse(`the rule is longer than ${ruleLengthMax} characters`);
  const value = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "");
  if (value === "") refuse(`the rule is empty; write one such as "FREQ=WEEKLY;BYDAY=MO"`);
  if (value.includes("DTSTART"))
    refuse("DTSTART does not belong in the rule; use the field dtstart");
  const parts = new Map<PartName, string>();
  for (const piece of value.replace(/;$/, "").split(";")) {
    const [, name = "", content = ""] = /^([A-Z-]+)=(\S+)$/.exec(piece) ?? [];
    const known = partNames.find((part) => part === name);
    if (name === "") refuse(`${quoted(piece)} is not a part like "INTERVAL=2"`);
    if (known === undefined) {
      refuse(`${name} is not supported; leave it out and use only ${partNames.join(", ")}`);
    }
    if (parts.has(known)) refuse(`${name} is there twice; keep one of them`);
    parts.set(known, content);
  }
  return parts;
}

const frequencies: readonly Frequency[] = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];

function frequency(text: string | undefined): Frequency {
  if (text === undefined) refuse(`FREQ is missing; begin with one such as "FREQ=DAILY"`);
  if (text === "SECONDLY" || text === "MINUTELY") {
    refuse(`FREQ=${text} is too often; use daily to yearly, or HOURLY`);
  }
  const found = frequencies.find((known) => known === text);
  return found ?? refuse(`FREQ=${quoted(text)} does not exist; use daily to yearly, or HOURLY`);
}

function interval(text: string | undefined): number {
  return text === undefined ? 1 : integer("INTERVAL", text, 1, intervalMax);
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = /^[+-]?\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max && !(value === 0 && min < 0)) return value;
  return refuse(
    `${name}=${quoted(text)} is out of range; use a whole number from ${min} to ${max}` +
      (min < 0 ? " except 0" : ""),
  );
}

function integers(parts: Parts, name: PartName, min: number, max: number): number[] {
  const text = parts.get(name);
  if (text === undefined) return [];
  const values = text.split(",").map((item) => integer(name, item, min, max));
  return [...new Set(values)].sort((a, b) => a - b);
}

function weekdays(text: string | undefined): WeekdayChoice[] {
  if (text === undefined) return [];
  const found = new Map<string, WeekdayChoice>();
  for (const item of text.split(",")) {
    const [, nth, code] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(item) ?? [];
    if (code === undefined)
      refuse(`BYDAY=${quoted(item)} is no weekday; use MO, TU ... SU, 1MO, -1FR`);
    const choice = {
      weekday: weekdayCodes.indexOf(code),
      nth: nth === undefined ? 0 : integer("BYDAY", nth, -weeksInYearMax, weeksInYearMax),
    };
    found.set(`${choice.nth}${code}`, choice);
  }
  return [...found.values()].sort((a, b) => a.nth - b.nth || a.weekday - b.weekday);
}

function weekStart(text: string | undefined): number {
  if (text === undefined) return 0;
  const found = weekdayCodes.indexOf(text);
  return found >= 0 ? found : refuse(`WKST=${quoted(text)} is no weekday; use MO, TU ... SU`);
}

function end(parts: Parts, timezone: string): RuleEnd {
  const count = parts.get("COUNT");
  const until = parts.get("UNTIL");
  if (count !== undefined && until !== undefined) {
    refuse("COUNT and UNTIL exclude each other; keep one of them");
  }
  if (count !== undefined) {
    return { kind: "count", count: integer("COUNT", count, 1, countMax) };
  }
  return until === undefined ? { kind: "never" } : untilEnd(until, timezone);
}

const untilForm = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

function untilEnd(text: string, timezone: string): RuleEnd {
  const [, year, month, date, hours, minutes, seconds, utc] = untilForm.exec(text) ?? [];
  const day = dayOf(Number(year), Number(month), Number(date));
  const second =
    hours === undefined ? undefined : secondOfDay(Number(hours), Number(minutes), Number(seconds));
  if (day === undefined || (hours !== undefined && second === undefined)) {
    refuse(`UNTIL=${quoted(text)} is no date; write it like 20261231 or 20261231T090000`);
  }
  if (utc === "Z" && second !== undefined) {
    return { kind: "until", ...localOf((day * 86_400 + second) * 1_000, timezone) };
  }
  return { kind: "until", day, secondOfDay: second };
}
