import type { Rng } from "./rng.ts";
import { daysLater, wallAt } from "./wall.ts";

/** Something that repeats, and by what a child would tell its days. */
export interface Rule {
  readonly kind: "weekly" | "daily" | "monthly" | "leap day" | "whole days" | "from completion";
  readonly rrule: string;
  readonly dtstart: string;
  readonly timezone: string;
  readonly fromCompletion: boolean;
}

const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "UTC",
] as const;
/** Times that clocks skip or show twice on some days, and others. */
const times = ["02:30:00", "01:45:00", "02:00:00", "09:00:00", "23:30:00"] as const;

const texts: Readonly<Record<Rule["kind"], string>> = {
  weekly: "FREQ=WEEKLY",
  daily: "FREQ=DAILY",
  monthly: "FREQ=MONTHLY;BYMONTHDAY=31",
  "leap day": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
  "whole days": "FREQ=WEEKLY;INTERVAL=2",
  "from completion": "FREQ=DAILY;INTERVAL=2",
};

/** A rule that begins within the next week. */
export function someRule(rng: Rng, kinds: readonly Rule["kind"][], nowMs: number): Rule {
  const kind = rng.pick(kinds) ?? "weekly";
  const timezone = rng.pick(zones) ?? "UTC";
  const here = wallAt(nowMs, timezone);
  const day = daysLater(here.slice(0, 10), 1 + rng.below(6));
  // Some begin a week from now to the minute: there the window of four weeks has its edge.
  const time = rng.chance(0.5)
    ? `${wallAt(nowMs + rng.below(7_200_000), timezone).slice(11, 16)}:00`
    : rng.pick(times);
  const dtstart = kind === "whole days" ? day : `${day}T${time}`;
  return {
    kind,
    rrule: texts[kind],
    dtstart,
    timezone,
    fromCompletion: kind === "from completion",
  };
}

/** All its dates on the wall up to this day, one by one. */
export function datesUntil({ kind, dtstart }: Rule, lastDay: string): readonly string[] {
  const dates: string[] = [];
  for (let n = 0, date = dtstart; date.slice(0, 10) <= lastDay; date = daysLater(dtstart, ++n)) {
    if (isDate(kind, n, date)) dates.push(date);
  }
  return dates;
}

function isDate(kind: Rule["kind"], days: number, date: string): boolean {
  switch (kind) {
    case "weekly":
      return days % 7 === 0;
    case "daily":
      return true;
    case "monthly":
      return date.slice(8, 10) === "31";
    case "leap day":
      return date.slice(5, 10) === "02-29";
    case "whole days":
      return days % 14 === 0;
    case "from completion":
      return days === 0;
    default:
      return kind satisfies never;
  }
}

/** The days between two dates of a rule that counts from completion. */
export const completionDays = 2;

/** How far ahead dates become tasks. */
export const horizonDays = 28;
