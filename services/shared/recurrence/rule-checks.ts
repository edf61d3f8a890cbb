import { RecurrenceError } from "./recurrence-error.ts";
import type { Rule } from "./rule.ts";

/** A longer step than a day is a daily rule. */
const hoursIntervalMax = 24;
/** Once an hour: more often is a timer, not a task. */
const timesPerDayMax = 24;
/** No month has a sixth Monday. */
const weeksInMonthMax = 5;
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Throws a RecurrenceError when parts, each right alone, do not go together. */
export function refuseContradictions(rule: Rule): void {
  const problem =
    hourly(rule) ?? times(rule) ?? monthDays(rule) ?? ordinals(rule) ?? positions(rule);
  if (problem !== undefined) throw new RecurrenceError("rrule", problem);
}

function hourly(rule: Rule): string | undefined {
  if (rule.frequency !== "HOURLY") return undefined;
  if (rule.interval > hoursIntervalMax) {
    return `INTERVAL=${rule.interval} is too long for an hourly rule; use 1 to 24, or FREQ=DAILY`;
  }
  const part =
    rule.byHour.length > 0 ? "BYHOUR" : rule.byMinute.length > 0 ? "BYMINUTE" : undefined;
  return part && `${part} does not go with FREQ=HOURLY; use FREQ=DAILY with BYHOUR`;
}

function times({ byHour, byMinute }: Rule): string | undefined {
  if (byMinute.length > 0 && byHour.length === 0) return "BYMINUTE needs BYHOUR; add it";
  const count = Math.max(byHour.length, 1) * Math.max(byMinute.length, 1);
  if (count <= timesPerDayMax) return undefined;
  return `BYHOUR and BYMINUTE make ${count} times a day; use at most ${timesPerDayMax}`;
}

function monthDays({ frequency, byMonth, byMonthDay }: Rule): string | undefined {
  if (byMonthDay.length === 0) return undefined;
  if (frequency === "WEEKLY") return "BYMONTHDAY does not go with FREQ=WEEKLY; use FREQ=MONTHLY";
  const longest = Math.max(
    ...(byMonth.length === 0 ? [31] : byMonth.map((month) => monthLengths[month - 1] ?? 31)),
  );
  if (byMonthDay.some((date) => Math.abs(date) <= longest)) return undefined;
  return `BYMONTHDAY=${byMonthDay.join(",")} does not exist in BYMONTH=${byMonth.join(",")}`;
}

function ordinals({ frequency, byDay, byMonth, byMonthDay }: Rule): string | undefined {
  const largest = Math.max(...byDay.map(({ nth }) => Math.abs(nth)), 0);
  if (largest === 0) return undefined;
  if (frequency !== "MONTHLY" && frequency !== "YEARLY") {
    return `BYDAY with a number does not go with FREQ=${frequency}; use FREQ=MONTHLY or YEARLY`;
  }
  if (byMonthDay.length > 0) {
    return "BYDAY with a number does not go with BYMONTHDAY; keep one of them";
  }
  const withinMonth = frequency === "MONTHLY" || byMonth.length > 0;
  if (!withinMonth || largest <= weeksInMonthMax) return undefined;
  return `BYDAY counts to ${largest} in a month; use at most ${weeksInMonthMax}`;
}

function positions(rule: Rule): string | undefined {
  const { frequency, bySetPos, byDay, byMonthDay, byHour, byMinute } = rule;
  if (bySetPos.length === 0) return undefined;
  if (frequency !== "MONTHLY" && frequency !== "YEARLY") {
    return `BYSETPOS does not go with FREQ=${frequency}; use FREQ=MONTHLY or YEARLY`;
  }
  if (byDay.length === 0 && byMonthDay.length === 0) {
    return "BYSETPOS needs BYDAY or BYMONTHDAY to choose from";
  }
  if (byHour.length > 1 || byMinute.length > 1) {
    return "BYSETPOS does not go with several times a day; keep one BYHOUR and BYMINUTE";
  }
  return undefined;
}
