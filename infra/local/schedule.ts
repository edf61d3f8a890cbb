import { durationMs } from "./duration.ts";

/** The first moment strictly after the given one; undefined when there is none. */
export type Schedule = (afterMs: number) => number | undefined;

const nicknames: Readonly<Record<string, string>> = {
  "@yearly": "0 0 0 1 1 *",
  "@annually": "0 0 0 1 1 *",
  "@monthly": "0 0 0 1 * *",
  "@weekly": "0 0 0 * * 0",
  "@daily": "0 0 0 * * *",
  "@midnight": "0 0 0 * * *",
  "@hourly": "0 0 * * * *",
};

const months = ["jan", "feb", "mar", "apr", "may", "jun"].concat([
  "jul",
  "aug",
  "sep",
  "oct",
  "nov",
  "dec",
]);
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** 29 February on a given weekday comes back within 28 years (40 across 1900 and 2100). */
const searchYears = 40;

/** Reads `@every 5s`, `@daily` or a cron line of six fields (seconds first), in UTC. */
export function schedule(text: string): Schedule | undefined {
  const every = /^@every (.+)$/.exec(text.trim());
  if (every) {
    const ms = durationMs(every[1] ?? "");
    return ms === undefined || ms <= 0 ? undefined : (after) => after + ms;
  }
  return cron(nicknames[text.trim()] ?? text.trim());
}

function cron(line: string): Schedule | undefined {
  const [sec = "", min = "", hour = "", day = "", month = "", weekday = "", ...rest] =
    line.split(/\s+/);
  const fields = {
    second: field(sec, 0, 59),
    minute: field(min, 0, 59),
    hour: field(hour, 0, 23),
    day: field(day, 1, 31),
    month: field(month, 1, 12, months, 1),
    weekday: field(weekday, 0, 7, weekdays, 0),
  };
  const { second, minute, hour: hours, day: days, month: inMonths, weekday: onDays } = fields;
  if (!second || !minute || !hours || !days || !inMonths || !onDays || rest.length > 0) {
    return undefined;
  }
  if (onDays.has(7)) onDays.add(0);
  // Cron's old rule: with both restricted, either one is enough.
  const isAny = isStar(day) || isStar(weekday);
  const isOnDay = (at: Date) => {
    const [inDay, inWeek] = [days.has(at.getUTCDate()), onDays.has(at.getUTCDay())];
    return isAny ? inDay && inWeek : inDay || inWeek;
  };
  return (afterMs) => {
    const at = new Date((Math.floor(afterMs / 1_000) + 1) * 1_000);
    const lastYear = at.getUTCFullYear() + searchYears;
    while (at.getUTCFullYear() <= lastYear) {
      if (!inMonths.has(at.getUTCMonth() + 1)) {
        at.setUTCMonth(at.getUTCMonth() + 1, 1);
        at.setUTCHours(0, 0, 0);
      } else if (!isOnDay(at)) {
        at.setUTCDate(at.getUTCDate() + 1);
        at.setUTCHours(0, 0, 0);
      } else if (!hours.has(at.getUTCHours())) at.setUTCHours(at.getUTCHours() + 1, 0, 0);
      else if (!minute.has(at.getUTCMinutes())) at.setUTCMinutes(at.getUTCMinutes() + 1, 0);
      else if (!second.has(at.getUTCSeconds())) at.setUTCSeconds(at.getUTCSeconds() + 1);
      else return at.getTime();
    }
    return undefined;
  };
}

const isStar = (text: string) => text.startsWith("*") || text === "?";

/** The values of `*`, `5`, `1-5`, `*\/10`, `mon,wed` and their mixtures. */
function field(
  text: string,
  min: number,
  max: number,
  names: readonly string[] = [],
  firstName = 0,
): Set<number> | undefined {
  const values = new Set<number>();
  const numberOf = (word: string) => {
    const named = names.indexOf(word.toLowerCase());
    if (named >= 0) return named + firstName;
    return /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  for (const part of text.split(",")) {
    const [range = "", step = "1", ...rest] = part.split("/");
    const [from = "", to] = isStar(range) ? [String(min), String(max)] : range.split("-");
    const start = numberOf(from);
    const end = to === undefined ? (part.includes("/") ? max : start) : numberOf(to);
    const by = Number(step);
    if (!(start >= min && end <= max && start <= end && by >= 1) || rest.length > 0) {
      return undefined;
    }
    for (let value = start; value <= end; value += by) values.add(value);
  }
  return values;
}
